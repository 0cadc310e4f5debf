"""Render the block's templates with Django's autoescape and includes.

A template of the site replaces the package's template of the same name.

A site puts its templates into a folder named ``micromasters_xblock``. The host must look for Django templates in the
folder's parent, for example in a comprehensive theme. The block has its own engine, because the platform's engine
compiles each template again for each view.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

from django.template import Context, Engine, engines
from django.template.backends.django import DjangoTemplates
from django.template.base import Origin
from django.template.loaders.filesystem import Loader

from micromasters_xblock.drawing.filters import drawing_filters

log = logging.getLogger(__name__)

PACKAGE = Path(__file__).parent.parent

#: Django searches these folders of the site before the folder of the package.
Folders = tuple[str, ...]
Drawn = TypeVar("Drawn")
INDENTATION = re.compile(r"\n\s+")


def render(template: str, **context: Any) -> str:
    """Return ``template`` as HTML."""
    return _for_site(_render, template, **context)


def render_styled(template: str, **context: Any) -> tuple[str, str]:
    """Return ``template`` as HTML, together with the block's style sheet."""
    return _for_site(_styled, template, **context)


def style_sheet(name: str = "style.css") -> str:
    """Return the block's style sheet.

    The page includes the style sheet, so a browser displays the page without another request.
    """
    return _for_site(_style, name)


def _for_site(draw: Callable[..., Drawn], template: str, **context: Any) -> Drawn:
    """Render with the templates of the site.

    If a template of the site fails, log the error and use the package's templates alone.
    """
    folders = _site_folders()
    if folders:
        try:
            return draw(folders, template, **context)
        except Exception as error:  # a site's template may raise any error, and the course page must survive the error
            kind, place = type(error).__name__, _place(error, folders)
            log.error("%s in a template of this site, %s: the block is drawn with its own templates", kind, place)
    return draw((), template, **context)


def _render(folders: Folders, template: str, **context: Any) -> str:
    return _engine(folders).get_template(template).render(Context(context))


def _styled(folders: Folders, template: str, **context: Any) -> tuple[str, str]:
    return _render(folders, template, **context), _style(folders, "style.css")


class PackageLoader(Loader):
    """Read templates.

    The loader removes the indentation of the package's templates, and leaves a site's templates unchanged.

    The platform runs regular expressions over the unit's HTML, and these searches take twice as long with indentation.
    """

    def get_contents(self, origin: Origin) -> str:
        text: str = super().get_contents(origin)
        return INDENTATION.sub("\n", text) if Path(origin.name).is_relative_to(PACKAGE) else text


@cache
def _style(folders: Folders, name: str) -> str:
    return _render(folders, name)


@cache
def _engine(folders: Folders) -> Engine:
    # With debug on, an error contains its file and line. Debug changes neither the output nor the speed.
    reader = f"{__name__}.{PackageLoader.__name__}"
    loaders = [("django.template.loaders.cached.Loader", [reader])]
    engine = Engine(dirs=[*folders, str(PACKAGE / "templates")], loaders=loaders, debug=bool(folders))
    engine.template_builtins.append(drawing_filters(partial(_render, folders)))
    return engine


def _site_folders() -> Folders:
    """Return the folders in which this request's site may have templates for the block, in the host's order."""
    hosts = (backend.engine for backend in engines.all() if isinstance(backend, DjangoTemplates))
    # The platform wraps Django's loaders in loaders that also read Mako.
    loaders = (getattr(loader, "base_loader", loader) for host in hosts for loader in host.template_loaders)
    return _existing(tuple(folder for loader in loaders if hasattr(loader, "get_dirs") for folder in loader.get_dirs()))


@cache
def _existing(searched: tuple[Any, ...]) -> Folders:
    own = (Path(folder) / PACKAGE.name for folder in dict.fromkeys(searched))
    return tuple(str(folder) for folder in own if folder.is_dir())


def _place(error: Exception, folders: Folders) -> str:
    """Return the file and line of the error, or the folders if the error names no file."""
    known = getattr(error, "template_debug", None)
    return f"{known['name']}, line {known['line']}" if known else " or ".join(folders)
