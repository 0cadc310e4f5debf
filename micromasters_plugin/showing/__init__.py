"""What a learner or a member of staff is shown: progress, plans, previews and explanations. Changes nothing."""
