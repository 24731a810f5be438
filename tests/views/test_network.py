"""`kg.view`: a pyvis Network that is safe, complete and quick to fill."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

pytest.importorskip("pyvis", reason="pyvis is not installed")

import kg
from kg.errors import KgError
from kg.views.network import GraphNetwork
from kg.views.page import render
from kg.views.scene import Scene


def data_of(page: str) -> dict:
    start = page.index('type="application/json">') + len('type="application/json">')
    return json.loads(page[start : page.index("</script>", start)])


def test_view_gives_a_pyvis_network(store):
    """What comes back is a pyvis Network with nodes and edges in pyvis' form."""
    from pyvis.network import Network

    network = kg.view(store)
    assert isinstance(network, Network)
    assert {"id", "label", "shape", "color", "x", "y"} <= set(network.nodes[0])
    assert {"from", "to", "label", "arrows"} <= set(network.edges[0])
    assert network.num_nodes() == 8
    assert network.num_edges() == 9
    assert network.get_node("person:林知远_云麓区")["label"] == "林知远"
    assert "organization:青岚机械厂" in network.neighbors("award:第二届云麓质量奖")


def test_view_writes_utf8_and_the_same_as_render_network(store, tmp_path):
    """The file holds what `render_network` gives, in UTF-8."""
    file = tmp_path / "graph.html"
    kg.view(store, file)
    assert file.read_bytes() == kg.views.render_network(store).encode("utf-8")


def test_file_is_utf8_in_any_locale(tmp_path):
    """pyvis writes in the encoding of the locale and fails on Chinese text; this does not."""
    code = (
        "import sys; from kg.views.network import GraphNetwork\n"
        "n = GraphNetwork(); n.add_node(1, label='\\u8d28\\u91cf\\u6708'); n.write_html(sys.argv[1])"
    )
    file = tmp_path / "graph.html"
    environment = {
        "LC_ALL": "C",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
        "PATH": "",
        "PYTHONPATH": ":".join(sys.path),
    }
    subprocess.run([sys.executable, "-c", code, str(file)], check=True, env=environment)
    assert "质量月" in file.read_text(encoding="utf-8")


def test_parallel_relations_are_all_kept_and_curved_apart(store, graphs):
    """Two relations between the same two nodes are two edges that do not lie on one another."""
    pair = [edge for edge in kg.view(store).edges if edge["to"] == graphs["PERSON"]]
    assert [edge["relation"] for edge in pair] == ["kg:addressedBy", "kg:attendedBy"]
    bends = {(edge["smooth"]["type"], edge["smooth"]["roundness"]) for edge in pair}
    assert len(bends) == 2


def test_post_is_an_edge_named_by_its_role(store, graphs):
    """A post is drawn as a line from the person to the organization."""
    [edge] = [edge for edge in kg.view(store).edges if edge["relation"] == "kg:holdsPost"]
    assert (edge["from"], edge["to"], edge["label"]) == (graphs["PERSON"], graphs["BUREAU"], "局长")
    assert not [node for node in kg.view(store).nodes if node["group"] in ("Post", "Quantity")]


def test_around_keeps_what_is_near(store):
    """`around` and `depth` cut out the neighbourhood of a name; an alias is a name too."""
    assert {node["title"] for node in kg.view(store, around="青岚机械厂").nodes} == {"青岚机械厂", "第二届云麓质量奖"}
    assert len(kg.view(store, around="区质促局", depth=2).nodes) == 7
    assert len(kg.view(store, around="区质促局", depth=0).nodes) == 1


def test_around_an_unknown_name_names_the_nearest(store):
    """A name that nothing bears is an error whose hint has those that are like it."""
    with pytest.raises(KgError, match="no node is called 林知") as caught:
        kg.view(store, around="林知")
    assert "林知远" in caught.value.hint


def test_added_nodes_and_edges_are_drawn(store):
    """A pyvis user's own additions appear, and every node has a place."""
    network = kg.view(store)
    network.add_node("mine", label="我的注记", color="#123456", title="看这里")
    network.add_edge("mine", "person:林知远_云麓区", label="见")
    network.add_edge("mine", "person:林知远_云麓区", label="又见")
    data = data_of(network.generate_html())
    [node] = [node for node in data["nodes"] if node["id"] == "mine"]
    assert (node["label"], node["color"], node["title"]) == ("我的注记", "#123456", "看这里")
    assert [edge["label"] for edge in data["edges"] if edge["from"] == "mine"] == ["见", "又见"]
    assert all("x" in node for node in data["nodes"])


def test_adding_is_as_pyvis_has_it():
    """A second node of an id is ignored, numbers are ids, an edge to nowhere is an error."""
    network = GraphNetwork()
    network.add_nodes([1, 2, 3], label=["a", "b", "c"])
    network.add_node(1, label="again")
    network.add_edges([(1, 2), (1, 2), (2, 3, 4)])
    assert [node["label"] for node in network.nodes] == ["a", "b", "c"]
    assert len(network.edges) == 3
    with pytest.raises(KeyError):
        network.add_edge(1, 99)
    with pytest.raises(TypeError):
        network.add_node(1.5)


def test_from_nx_works():
    """A networkx graph can be drawn with pyvis' own method, parallel edges and all."""
    import networkx as nx

    graph = nx.MultiDiGraph([("a", "b"), ("a", "b"), ("b", "a")])
    network = GraphNetwork()
    network.from_nx(graph)
    assert len(data_of(network.generate_html())["edges"]) == 3


def test_building_is_linear():
    """Adding edges looks nothing up in a list: 40 times the edges take far less than 1,600 times the comparisons."""
    counted = 0

    class Id(str):
        def __eq__(self, other):
            nonlocal counted
            counted += 1
            return str.__eq__(self, other)

        __hash__ = str.__hash__

    def comparisons(n):
        nonlocal counted
        network = GraphNetwork()
        for i in range(n):
            network.add_node(Id(f"n{i}"))
        counted = 0
        for i in range(2 * n):
            network.add_edge(Id(f"n{i % n}"), Id(f"n{(i * 7 + 1) % n}"))
        return counted

    assert comparisons(2000) <= 45 * comparisons(50)


def test_hostile_options_of_a_user_do_not_reach_the_page(hostile):
    """Images, unknown shapes and callbacks are dropped: only options that stay in the page are passed on."""
    network = GraphNetwork()
    for i, text in enumerate(hostile):
        network.add_node(
            i, label=text, title=text, shape="image", image="https://attacker.invalid/x.png", onclick=text, group=text
        )
    page = network.generate_html()
    assert "attacker.invalid/x.png" not in page
    assert {node["shape"] for node in data_of(page)["nodes"]} == {"dot"}
    assert page.count("<script") == render(Scene("")).count("<script")


def test_show_writes_and_opens(store, tmp_path, monkeypatch):
    """`show` works outside a notebook (pyvis' own fails there) and opens the file; in a notebook it gives a frame."""
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    file = tmp_path / "图.html"
    network = kg.view(store)
    assert network.show(str(file)) is None
    assert opened == [file.as_uri()]
    assert network.show(str(file), notebook=True).src == str(file)
    assert len(opened) == 1
