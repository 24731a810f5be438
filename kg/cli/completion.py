"""`kg completion`: the script that makes a shell complete commands and options."""

from __future__ import annotations

import click


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that makes a shell complete kg.

    \b
    Examples:
      kg completion bash >> ~/.bashrc
      kg completion zsh >> ~/.zshrc
      kg completion fish > ~/.config/fish/completions/kg.fish
    """
    from click.shell_completion import get_completion_class

    import kg.cli.bash  # noqa: F401 (takes the place of click's)
    from kg.cli import main

    maker = get_completion_class(shell)
    assert maker is not None  # click brings these three
    click.echo(maker(main, {}, "kg", "_KG_COMPLETE").source())
