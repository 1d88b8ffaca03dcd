# SPDX-License-Identifier: EUPL-1.2
"""The colours of the levels, from the schemes that the office has loaded: a style sheet, because pages carry no inline style."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from precinto.labels import scheme
from precinto.office.models import LoadedScheme
from precinto.web.templatetags.precinto import level_class


@require_safe
def levels(request: HttpRequest) -> HttpResponse:
    found = {one.id: one for one in map(scheme.load, scheme.shipped().values())}
    found |= {row.code: scheme.load(row.text.encode()) for row in LoadedScheme.objects.order_by("version")}
    light, dark = [], []
    for one in found.values():
        for level in one.levels:
            name = level_class(one.id, level.id)
            light.append(f".{name}{{--level:{level.color['light']}}}")
            dark.append((name, level.color["dark"]))
    text = "@layer levels{" + "".join(light)
    text += "".join(f'[data-theme="dark"] .{name}{{--level:{color}}}' for name, color in dark)
    text += "@media(prefers-color-scheme:dark){"
    text += "".join(f'[data-theme="auto"] .{name}{{--level:{color}}}' for name, color in dark) + "}}"
    response = HttpResponse(text, content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=300"
    return response
