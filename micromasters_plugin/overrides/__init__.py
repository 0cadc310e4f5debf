"""Keep overrides. An override is a decision of staff about a learner, with an actor and a reason."""
