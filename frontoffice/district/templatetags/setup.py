"""How set-up draws a form's field in the staff look."""

from __future__ import annotations

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

from frontoffice.district.models import Member

register = template.Library()
LONG = 12
UNDRESSED = (forms.CheckboxInput, forms.CheckboxSelectMultiple, forms.RadioSelect, forms.HiddenInput)


@register.filter
def drawn(field: BoundField) -> SafeString:
    """The field's control, dressed as the staff side's own; its label stands above it, not inside it."""
    attrs: dict[str, str | bool] = {} if isinstance(field.field.widget, UNDRESSED) else {"class": "in"}
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs=attrs)


@register.filter
def is_kind(field: BoundField, kind: str) -> bool:
    """Whether the control is a "check" (one box), "checks" (several), or "hidden"."""
    kinds: dict[str, tuple[type, ...]] = {
        "check": (forms.CheckboxInput,),
        "checks": (forms.CheckboxSelectMultiple, forms.RadioSelect),
        "hidden": (forms.HiddenInput,),
    }
    return isinstance(field.field.widget, kinds[kind])


@register.filter
def is_long(field: BoundField) -> bool:
    """Whether there is more to tick than a person takes in at a glance."""
    return isinstance(field.field, forms.ChoiceField) and len(list(field)) > LONG


@register.filter
def may(member: Member, permission: str) -> bool:
    """Whether the person holds the permission."""
    return member.may(permission)
