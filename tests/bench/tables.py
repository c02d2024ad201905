# SPDX-License-Identifier: MIT
"""Tables of figures, each beside its ratio to one client's, as aligned Markdown."""
from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Table:
    title: str
    columns: list[str]
    rows: dict[str, list[float | int | str | None]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    against: str = ""  # the client whose figures are 1.00; none: no ratios
    places: int = 0  # decimal places

    def _cell(self, name: str, index: int) -> str:
        value = self.rows[name][index]
        if value is None:
            return "–"
        if isinstance(value, str):
            return value
        base = self.rows[self.against][index] if self.against in self.rows else None
        text = f"{value:.{self.places}f}" if isinstance(value, float) else str(value)
        return f"{text} ({value / base:.2f})" if isinstance(base, (int, float)) and base > 0 else text

    def lines(self) -> list[str]:
        head = [f"client ({self.against} = 1)" if self.against in self.rows else "client", *self.columns]
        body = [[name, *(self._cell(name, index) for index in range(len(self.columns)))] for name in self.rows]
        widths = [max(len(row[index]) for row in [head, *body]) for index in range(len(head))]
        rows = [head, ["-" * width for width in widths], *body]
        return ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]

    def markdown(self) -> str:
        return "\n".join([f"### {self.title}", "", *self.lines(), "", *self.notes]).rstrip() + "\n"

    def as_object(self) -> dict[str, object]:
        rows = {name: dict(zip(self.columns, values)) for name, values in self.rows.items()}
        return {"title": self.title, "against": self.against or None, "rows": rows, "notes": self.notes}
