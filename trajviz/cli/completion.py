"""What a shell completes after `trajviz`: a script for bash, zsh or fish with all names in it, made of the parsers.

So nothing of Python runs when a key is pressed. What a plug-in brings is in the script if it was there when that was
made.
"""

from __future__ import annotations

import argparse
import re
import shlex
from collections.abc import Iterable
from dataclasses import dataclass

from trajviz.cli.declared import detail_names, layer_names, plane_names, theme_names, view_names, view_options
from trajviz.cli.listing import ALL, KINDS
from trajviz.cli.parser import CLOCKS, PACES, SHELLS, SWEEP, SWEEP_VIEWS, parser, sweep_parser
from trajviz.functions import objectives
from trajviz.functions.registration import data_objectives
from trajviz.methods import optimizers
from trajviz.methods.bridges import bridges
from trajviz.version import __version__

_FILES = ("data", "output")
_OF_FUNCTIONS = (".py", ".npz", ".npy", ".csv")  # files that are, or have in them, what is shown
_LONGEST = 60  # characters of what is said of an option


@dataclass(frozen=True)
class Typed:
    """An option, and what may follow it.

    Parameters
    ----------
    spellings : tuple of str
        Such as `-o` and `--output`.
    told : str
        What it does.
    is_switch : bool
        Whether nothing follows it.
    words : tuple of str
        What may follow, as far as that is known.
    several : bool
        Whether several of them may, with commas between.
    files : bool
        Whether files may.
    repeats : bool
        Whether it may be typed more than once.
    """

    spellings: tuple[str, ...]
    told: str
    is_switch: bool
    words: tuple[str, ...]
    several: bool
    files: bool
    repeats: bool


def completion(shell: str) -> str:
    """Return the script for one of `SHELLS`."""
    commands = _options(parser()), _options(sweep_parser())
    return {"bash": _bash, "zsh": _zsh, "fish": _fish}[shell](*commands).rstrip()


def _options(command: argparse.ArgumentParser) -> list[Typed]:
    words = _words()
    if command.get_default("sweeps"):
        words["view"] = SWEEP_VIEWS
    formatter = command._get_formatter()
    return [
        Typed(
            tuple(action.option_strings),
            _short(formatter._expand_help(action)),
            action.nargs == 0,
            tuple(words.get(action.dest, ())),
            str(action.metavar).endswith(",..."),
            action.dest in _FILES,
            isinstance(action, argparse._AppendAction | argparse._ExtendAction),
        )
        for action in command._actions
        if action.option_strings
    ]


def _words() -> dict[str, Iterable[str]]:
    """Return what may follow options, by what their values are called."""
    from matplotlib import colormaps

    functions = [_typed(name) for name in (*objectives, *data_objectives)]
    declared = {name: option.words for name, (_, _, option) in view_options().items()}
    return declared | {
        "of": functions,
        "recipe": functions[: len(objectives)],
        "compare": functions,
        "methods": [_typed(name) for name in optimizers] + [f"{name}." for name in bridges],
        "start": ["random"],
        "bounds": ["domain"],
        "view": view_names(),
        "plane": plane_names(),
        "layers": layer_names(),
        "details": [*detail_names(), "none"],
        "theme": theme_names(),
        "colormap": [name for name in colormaps if not name.endswith("_r")],
        "clock": CLOCKS,
        "pace": PACES,
        "list": [*KINDS, ALL],
        "completion": SHELLS,
    }


def _typed(name: str) -> str:
    """Return a name without spaces, which no shell has to be told of; a registry takes a hyphen for one."""
    return name.replace(" ", "-")


def _short(text: str) -> str:
    """Return the beginning of what is said of an option."""
    first = re.split(r"[;:] | \(", text)[0]
    return first if len(first) <= _LONGEST else f"{first[: _LONGEST - 1].rstrip()}…"


def _first_words(main: list[Typed]) -> str:
    """Return the names of functions."""
    return " ".join(next(each.words for each in main if "--objective" in each.spellings))


# bash


def _bash(main: list[Typed], sweep: list[Typed]) -> str:
    return _BASH.format(
        version=__version__,
        functions=_first_words(main),
        sweep=SWEEP,
        options=" ".join(spelled for each in main for spelled in each.spellings),
        sweep_options=" ".join(spelled for each in sweep for spelled in each.spellings),
        values=_bash_values(main),
        sweep_values=_bash_values(sweep),
        suffixes=" ".join(_OF_FUNCTIONS),
    )


def _bash_values(options: list[Typed]) -> str:
    """Return a branch for each option that something follows."""
    lines = []
    for each in options:
        if not each.is_switch:
            several = "several=yes " if each.several else ""
            words = "files=yes" if each.files else f'words="{" ".join(each.words)}"'
            lines.append(f"        {'|'.join(each.spellings)}) {several}{words} ;;")
    return "\n".join(lines)


_BASH = """\
# Completion of trajviz {version} for bash. In ~/.bashrc: eval "$(trajviz --completion bash)"
# or once: trajviz --completion bash > ~/.local/share/bash-completion/completions/trajviz

_trajviz_functions="{functions}"

# Set words, several and files to what may follow an option; fail where nothing may.
_trajviz_values() {{
    words= several= files=
    case $1 in
{values}
        *) return 1 ;;
    esac
}}

_trajviz_sweep_values() {{
    words= several= files=
    case $1 in
{sweep_values}
        *) return 1 ;;
    esac
}}

_trajviz() {{
    local IFS=$' \\t\\n' words several files suffix before
    local current=${{2#[\\"\\']}} option=$3
    local values=_trajviz_values place=1
    local options="{options}"
    if [[ $COMP_CWORD -gt 1 && ${{COMP_WORDS[1]}} == {sweep} ]]; then
        values=_trajviz_sweep_values place=2
        options="{sweep_options}"
    fi
    if [[ ${{COMP_WORDS[COMP_CWORD]}} == "=" ]]; then  # bash takes --theme=dark for three words
        current=
    elif [[ $option == "=" ]]; then
        option=${{COMP_WORDS[COMP_CWORD - 2]}}
    fi
    COMPREPLY=()
    if "$values" "$option"; then
        [[ $files ]] && return  # which readline completes
        compopt +o default +o bashdefault 2>/dev/null
        before=
        if [[ $several ]]; then
            before=${{current%"${{current##*,}}"}}
            compopt -o nospace 2>/dev/null
        fi
        COMPREPLY=($(compgen -P "$before" -W "$words" -- "${{current#"$before"}}"))
        return
    fi
    while ((place < COMP_CWORD)) && [[ ${{COMP_WORDS[place]}} == -* ]]; do
        if "$values" "${{COMP_WORDS[place]}}"; then
            [[ ${{COMP_WORDS[place + 1]}} == "=" ]] && ((place += 1))
            ((place += 1))
        fi
        ((place += 1))
    done
    if [[ $current == -* ]] || ((place < COMP_CWORD)); then
        COMPREPLY=($(compgen -W "$options" -- "$current"))
        return
    fi
    [[ $place == 1 ]] && words={sweep} || words=
    COMPREPLY=($(compgen -W "$words $_trajviz_functions" -- "$current"))
    local IFS=$'\\n'
    for suffix in {suffixes}; do
        COMPREPLY+=($(compgen -f -X "!*$suffix" -- "$current"))
    done
    COMPREPLY+=($(compgen -d -S / -- "$current"))
    [[ ${{#COMPREPLY[@]}} == 1 && $COMPREPLY == */ ]] && compopt -o nospace 2>/dev/null
}}

complete -o bashdefault -o default -F _trajviz trajviz
"""


# zsh


def _zsh(main: list[Typed], sweep: list[Typed]) -> str:
    return _ZSH.format(
        version=__version__,
        functions=_first_words(main),
        sweep=SWEEP,
        specs=_zsh_specs(main),
        sweep_specs=_zsh_specs(sweep),
        suffixes="|".join(suffix.removeprefix(".") for suffix in _OF_FUNCTIONS),
    )


def _zsh_specs(options: list[Typed]) -> str:
    return " \\\n".join(f"            {spec}" for each in options for spec in _zsh_spec(each))


def _zsh_spec(option: Typed) -> list[str]:
    """Return what `_arguments` is told of an option, for each spelling."""
    told = re.sub(r"([\[\]:\\])", r"\\\1", option.told)
    value = "" if option.is_switch else f": :{_zsh_action(option)}"
    lengths = [len(spelled) for spelled in option.spellings]
    others = f"({' '.join(option.spellings)})" if len(lengths) > 1 else ""
    before = "*" if option.repeats else others
    return [
        shlex.quote(f"{before}{spelled}{'=' if value and spelled.startswith('--') else ''}[{told}]{value}")
        for spelled in option.spellings
    ]


def _zsh_action(option: Typed) -> str:
    if option.files:
        return "_files"
    if option.several and option.words:
        return f" _trajviz_several {' '.join(option.words)}"
    return f"({' '.join(option.words)})" if option.words else " "


_ZSH = """\
#compdef trajviz
# Completion of trajviz {version} for zsh. In ~/.zshrc, after compinit: eval "$(trajviz --completion zsh)"
# or once, into a folder of $fpath: trajviz --completion zsh > ~/.zfunc/_trajviz

_trajviz_several() {{
    compset -P '*,'
    compadd -S '' -- "$@"
}}

_trajviz_functions() {{
    compadd -- "$@" {functions}
    _files -g '*.({suffixes})(-.)'
}}

_trajviz() {{
    if (( CURRENT > 2 )) && [[ $words[2] == {sweep} ]]; then
        shift words
        (( CURRENT-- ))
        _arguments \\
{sweep_specs} \\
            '1: : _trajviz_functions'
    else
        _arguments \\
{specs} \\
            '1: : _trajviz_functions {sweep}' \\
            '*: :_files'
    fi
}}

if [[ $funcstack[1] == _trajviz ]]; then
    _trajviz "$@"
else
    compdef _trajviz trajviz
fi
"""


# fish


def _fish(main: list[Typed], sweep: list[Typed]) -> str:
    both = [*main, *sweep]
    return _FISH.format(
        version=__version__,
        functions=_first_words(main),
        sweep=SWEEP,
        taking=" ".join(dict.fromkeys(word for each in both if not each.is_switch for word in each.spellings)),
        completions="\n".join(_fish_line(each, "not __trajviz_sweeps") for each in main),
        sweep_completions="\n".join(_fish_line(each, "__trajviz_sweeps") for each in sweep),
    )


def _fish_line(option: Typed, condition: str) -> str:
    """Return the line of an option, and one of the words that may follow it, which what it does says nothing of."""
    spellings = [f"-{'l' if each.startswith('--') else 's'} {each.lstrip('-')}" for each in option.spellings]
    kind = "" if option.is_switch else " -r -F" if option.files else " -x"
    start = f"complete -c trajviz -n '{condition}' {' '.join(spellings)}{kind}"
    line = f"{start} -d {_fish_quoted(option.told)}"
    if not option.words:
        return line
    words = " ".join(option.words)
    return f"{line}\n{start} -a '{f'(__trajviz_several {words})' if option.several else words}'"


def _fish_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


_FISH = """\
# Completion of trajviz {version} for fish. In config.fish: trajviz --completion fish | source
# or once: trajviz --completion fish > ~/.config/fish/completions/trajviz.fish

function __trajviz_sweeps
    set -l typed (commandline -opc)
    test "$typed[2]" = {sweep}
end

# Whether the function is still to be named: every word so far is an option or what follows one.
function __trajviz_names
    set -l taking {taking}
    set -l typed (commandline -opc)
    set -e typed[1]
    test "$typed[1]" = {sweep}; and set -e typed[1]
    set -l follows no
    for word in $typed
        if test $follows = yes
            set follows no
        else if contains -- $word $taking
            set follows yes
        else if not string match -q -- '-*' $word
            return 1
        end
    end
    return 0
end

# The words behind what is typed already of a list with commas.
function __trajviz_several
    set -l typed (commandline -ct | string replace -r -- '^--[a-z-]+=' '' | string replace -r -- '^["\\']' '')
    set -l before (string match -r -- '.*,' "$typed")
    printf '%s\\n' "$before"$argv
end

complete -c trajviz -e
complete -c trajviz -n 'test (count (commandline -opc)) = 1' -a {sweep} -d 'compare settings of optimizers'
complete -c trajviz -n __trajviz_names -a '{functions}'
{completions}
{sweep_completions}
"""
