"""Other people's Jinja templates, rendered within bounds: no way out, no waiting, no filling of memory.

A template comes from whoever may publish on the broker. Besides Jinja's sandbox: a list of what may stand in one, a budget
for what it does, caps on what it makes. Source: https://jinja.palletsprojects.com/en/stable/sandbox/
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from jinja2 import Undefined, UndefinedError, nodes, pass_context
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Namespace
from jinja2.visitor import NodeTransformer

from ..text import shown
from .template_failed import LONGEST_TEMPLATE, TemplateFailed
from .template_words import (
    FILTERS,
    FUNCTIONS,
    LONGEST_TEXT,
    LOOP,
    METHODS,
    TESTS,
    brace_formatted,
    joined,
    percent_formatted,
    replaced,
)

_BUDGET = 200_000  # items and characters looked at in one rendering: a fifth of a second at worst
_WIDEST = 256  # bits of a whole number
_CHARGED = "charged"
_COUNTED = "counted"
_PER_TURN = 100  # of the budget, for one turn of a loop

_ALLOWED: tuple[type[nodes.Node], ...] = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Const, nodes.Name, nodes.NSRef, nodes.Tuple, nodes.List),
    *(nodes.Dict, nodes.Pair, nodes.Keyword, nodes.Filter, nodes.Test, nodes.Call, nodes.Getattr, nodes.Getitem, nodes.Slice),
    *(nodes.Concat, nodes.Compare, nodes.Operand, nodes.Not, nodes.And, nodes.Or, nodes.Add, nodes.Sub, nodes.Mul, nodes.Div),
    *(nodes.FloorDiv, nodes.Mod, nodes.Pow, nodes.Neg, nodes.Pos, nodes.CondExpr, nodes.For, nodes.If, nodes.Assign),
    *(nodes.Continue, nodes.Break),
)


@dataclass(slots=True)
class _Budget:
    left: int = _BUDGET

    def take(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise ValueError("it does too much")

    def weigh(self, value: Any) -> None:
        """Takes what it costs to go through a value once, to the bottom."""
        if isinstance(value, str):
            self.take(1 + len(value) // 8)
        elif isinstance(value, dict):
            self.take(1)
            for key, inner in value.items():
                self.weigh(key)
                self.weigh(inner)
        elif isinstance(value, list | tuple):
            self.take(1)
            for inner in value:
                self.weigh(inner)
        else:
            self.take(1)


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"+", "*", "**", "%", "-", "/", "//"})

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        if not super().is_safe_attribute(obj, attr, value):
            return False
        if isinstance(obj, Namespace):
            return True
        if isinstance(obj, LoopContext):
            return attr in LOOP
        return any(attr in allowed for kind, allowed in METHODS.items() if isinstance(obj, kind))

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict) and attribute in obj and attribute not in METHODS[dict]:
            return obj[attribute]  # value_json.update is a key of the message, not what dicts can do
        if isinstance(obj, str) and attribute in _BOUNDED_METHODS:
            return partial(_BOUNDED_METHODS[attribute], obj)
        return super().getattr(obj, attribute)

    def wrap_str_format(self, value: Any) -> None:
        return None  # ``format`` is one of the bounded methods

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "%" and isinstance(left, str):
            return percent_formatted(left, right)
        if isinstance(left, Undefined) or isinstance(right, Undefined):
            raise UndefinedError("not in the message")
        if operator == "+" and isinstance(left, str | list | tuple) and isinstance(right, str | list | tuple):
            if len(left) + len(right) > 4 * LONGEST_TEXT:
                raise ValueError("it makes too long a text")
        elif any(isinstance(side, bool) or not isinstance(side, int | float) for side in (left, right)):
            raise TypeError(f"{operator} between what are not numbers")
        elif operator == "**" and (abs(left) > 1e6 or abs(right) > 64):
            raise ValueError("too high a power")
        found = super().call_binop(context, operator, left, right)
        if isinstance(found, int) and found.bit_length() > _WIDEST:
            raise ValueError("too large a number")
        return found


_BOUNDED_METHODS: Mapping[str, Callable[..., str]] = {
    "replace": replaced,
    "join": lambda between, items: joined(items, between),
    "format": brace_formatted,
}


class _Bounding(NodeTransformer):
    """Refuses what is not on the list and puts a charge on everything that looks through a value."""

    def visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> Any:
        if not isinstance(node, _ALLOWED):
            raise TemplateFailed(f"it uses {type(node).__name__.lower()}, which is not known here")
        return super().visit(node, *args, **kwargs)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        self.generic_visit(node)
        node.nodes = [n if isinstance(n, nodes.TemplateData) else _charged(n) for n in node.nodes]
        return node

    def visit_Filter(self, node: nodes.Filter) -> nodes.Node:
        self.generic_visit(node)
        if node.node is None or node.name in (_CHARGED, _COUNTED):
            raise TemplateFailed(f"it uses the filter {shown(node.name, 40)} in a way not known here")
        node.node = _charged(node.node)
        node.args = [_charged(arg) for arg in node.args]
        return node

    def visit_Test(self, node: nodes.Test) -> nodes.Node:
        self.generic_visit(node)
        if node.args:
            node.node = _charged(node.node)
            node.args = [_charged(arg) for arg in node.args]
        return node

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        target = node.node
        if isinstance(target, nodes.Name) and target.name not in FUNCTIONS:
            raise TemplateFailed(f"it calls {shown(target.name, 40)}(), which is not known here")
        self.generic_visit(node)
        if isinstance(target, nodes.Getattr):
            target.node = _charged(target.node)
        node.args = [_charged(arg) for arg in node.args]
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:
        self.generic_visit(node)
        node.expr = _charged(node.expr)
        for operand in node.ops:
            operand.expr = _charged(operand.expr)
        return node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:
        self.generic_visit(node)
        if isinstance(node.arg, nodes.Slice):
            node.node = _charged(node.node)
        elif not isinstance(node.arg, nodes.Const):
            node.arg = _charged(node.arg)
        return node

    def visit_List(self, node: nodes.List) -> Any:
        self.generic_visit(node)
        return _charged(node)

    def visit_Tuple(self, node: nodes.Tuple) -> Any:
        self.generic_visit(node)
        return _charged(node) if node.ctx == "load" else node

    def visit_Dict(self, node: nodes.Dict) -> Any:
        self.generic_visit(node)
        for pair in node.items:
            pair.key = _charged(pair.key)
        return _charged(node)

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:
        # ``~`` cannot be watched, ``+`` between texts can.
        self.generic_visit(node)
        whole = _as_text(node.nodes[0])
        for part in node.nodes[1:]:
            whole = nodes.Add(whole, _as_text(part), lineno=node.lineno)
        return whole

    def visit_For(self, node: nodes.For) -> nodes.Node:
        if node.recursive:
            raise TemplateFailed("it uses a recursive loop, which is not known here")
        self.generic_visit(node)
        node.iter = _filter(node.iter, _COUNTED)
        return node


def _filter(node: Any, name: str) -> nodes.Filter:
    return nodes.Filter(node, name, [], [], None, None, lineno=node.lineno)


def _charged(node: Any) -> Any:
    return node if isinstance(node, nodes.Const) else _filter(node, _CHARGED)


def _as_text(node: nodes.Expr) -> nodes.Expr:
    return _filter(_charged(node), "string")


@pass_context
def _charge(context: Context, value: Any) -> Any:
    context.parent["budget"].weigh(value)
    return value


@pass_context
def _count(context: Context, items: Any) -> list[Any]:
    found = list(items)
    context.parent["budget"].take(len(found) * _PER_TURN)
    return found


def _sandbox() -> _Sandbox:
    made = _Sandbox(extensions=["jinja2.ext.loopcontrols"], optimized=False, cache_size=0)
    made.filters = {**FILTERS, _CHARGED: _charge, _COUNTED: _count}
    made.tests = dict(TESTS)
    made.globals = dict(FUNCTIONS)
    return made


@lru_cache(maxsize=4096)
def compiled(source: str) -> Any:
    """The template, or the TemplateFailed that says why there is none: both are worth remembering."""
    if len(source) > LONGEST_TEMPLATE:
        return TemplateFailed(f"it is longer than {LONGEST_TEMPLATE} characters")
    sandbox = _environment()
    try:
        tree = _Bounding().visit(sandbox.parse(source))
        tree.set_environment(sandbox)
        return sandbox.from_string(tree)
    except TemplateFailed as failed:
        return failed
    except Exception as error:  # noqa: BLE001 - somebody else's program: the compiler may stumble in any way
        return TemplateFailed(shown(f"{type(error).__name__}: {error}", 100))


@lru_cache(maxsize=1)
def _environment() -> _Sandbox:
    return _sandbox()


def run(template: Any, variables: Mapping[str, Any]) -> str | None:
    """As ``templates.rendered``, of a compiled one."""
    parts: list[str] = []
    size = 0
    try:
        for part in template.generate({**variables, "budget": _Budget()}):
            parts.append(part)
            size += len(part)
            if size > 4 * LONGEST_TEXT:
                raise TemplateFailed("it makes too long a text")
    except UndefinedError:
        return None
    except TemplateFailed:
        raise
    except Exception as error:  # somebody else's program: it may raise anything
        raise TemplateFailed(shown(f"{type(error).__name__}: {error}", 100)) from error
    return "".join(parts).strip()
