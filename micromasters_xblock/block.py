"""The block ``micromasters_progress``. The block's views are in ``views``."""

from __future__ import annotations

from xblock.completable import XBlockCompletionMode
from xblock.core import XBlock

from micromasters_xblock.views.asking import AskingViews
from micromasters_xblock.views.studio import StudioViews


@XBlock.needs("i18n")
@XBlock.wants("user", "studio_user_permissions")
class MicromastersProgressBlock(AskingViews, StudioViews):
    """A block that shows learners their progress in a program.

    The block only reads, and has neither score nor completion.
    """

    has_score = False
    icon_class = "other"
    completion_mode = XBlockCompletionMode.EXCLUDED
    # Without this flag, the LMS shows a message instead of the block to staff who view the course as a specific
    # learner.
    show_in_read_only_mode = True
