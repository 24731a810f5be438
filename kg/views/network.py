"""pyvis' Network, holding our graph and drawn by our page."""

from __future__ import annotations

import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Any

from pyvis.edge import Edge
from pyvis.network import Network
from pyvis.node import Node

from kg.views.page import render
from kg.views.scene import Scene, bend, place


class GraphNetwork(Network):  # type: ignore[misc]
    """A pyvis Network that is safe and offline, keeps parallel edges, and adds in constant time.

    `nodes` and `edges` are lists of dictionaries, as in pyvis; what is added or changed there is drawn. Nodes without
    a place get one when the page is made. pyvis' physics, menus and templates are not used.
    """

    def __init__(self, scene: Scene | None = None, **options: Any) -> None:
        super().__init__(directed=True, cdn_resources="in_line", **options)
        self.scene = scene or Scene(str(options.get("heading", "")))
        self.heading = self.scene.title
        self.nodes = self.scene.nodes
        self.edges = self.scene.edges
        self.node_ids = [node["id"] for node in self.nodes]
        self.node_map = {node["id"]: node for node in self.nodes}

    def add_node(
        self, n_id: str | int, label: str | None = None, shape: str = "dot", color: str = "#7a8290", **options: Any
    ) -> None:
        """Add a node unless there is one of that id; options are those of pyvis. TypeError for any other kind of id."""
        if not isinstance(n_id, str | int):
            raise TypeError(f"the id of a node is a str or an int, not {type(n_id).__name__}")
        if n_id in self.node_map:
            return
        if "group" not in options:
            options["color"] = color
        node = Node(n_id, shape, label=label or str(n_id), font_color=self.font_color, **options).options
        self.nodes.append(node)
        self.node_ids.append(n_id)
        self.node_map[n_id] = node

    def add_edge(self, source: str | int, to: str | int, **options: Any) -> None:
        """Add an edge, also where one joins the two already; options are those of pyvis. KeyError for no such node."""
        for end in (source, to):
            if end not in self.node_map:
                raise KeyError(f"no node has the id {end!r}")
        self.edges.append(Edge(source, to, self.directed, **options).options)

    def generate_html(self, name: str = "index.html", local: bool = True, notebook: bool = False) -> str:
        """The page as text; the parameters are pyvis' and change nothing."""
        place(self.nodes, self.edges)
        bend(self.edges)
        self.html = render(replace(self.scene, title=self.heading, nodes=self.nodes, edges=self.edges))
        return self.html

    def write_html(self, name: str, local: bool = True, notebook: bool = False, open_browser: bool = False) -> None:
        """Write the page, UTF-8 whatever the locale; OSError where that is not possible."""
        path = Path(name)
        path.write_bytes(self.generate_html(name).encode("utf-8"))
        if open_browser:
            webbrowser.open(path.resolve().as_uri())

    def save_graph(self, name: str) -> None:
        """Write the page; pyvis' other name for `write_html`."""
        self.write_html(name)

    def show(self, name: str, local: bool = True, notebook: bool = False) -> Any:
        """Write the page and open it in the browser; in a notebook (`notebook=True`) give the frame that holds it."""
        self.write_html(name, open_browser=not notebook)
        if not notebook:
            return None
        from IPython.display import IFrame

        return IFrame(name, width=self.width, height=self.height)
