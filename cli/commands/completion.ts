import { defineCommand, type ExitCode } from '../command.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

/** `stele completion`: what makes the shell complete commands, options, and the names of the fleet. */
export const command = defineCommand({
  name: 'completion',
  summary: 'Print the script that makes a shell complete stele',
  details: [
    'Commands, options, environments, rings, clusters, stacks and images are completed. Names come from files and manifests: no code of the repository runs when Tab is pressed.',
  ],
  arguments: { shell: { count: 'one', description: 'the shell', choices: SHELLS } },
  options: {},
  examples: [
    { command: 'source <(stele completion bash)', does: 'in ~/.bashrc' },
    { command: 'source <(stele completion zsh)', does: 'in ~/.zshrc, after compinit' },
    { command: 'stele completion fish | source', does: 'in ~/.config/fish/config.fish' },
  ],
  async run({ args: { shell }, out }): Promise<ExitCode> {
    const script = SCRIPTS.get(shell);
    if (script === undefined) throw new Error(`no script for ${shell}`);
    out.raw(script);
    return 0;
  },
});

const BASH = `# bash completion for stele
_stele() {
  local word
  local -a words
  words=("\${COMP_WORDS[@]:1:COMP_CWORD}")
  COMPREPLY=()
  while IFS= read -r word; do
    if [[ $word == :folders ]]; then
      compopt -o filenames 2>/dev/null
      while IFS= read -r word; do COMPREPLY+=("$word"); done < <(compgen -d -- "\${COMP_WORDS[COMP_CWORD]}")
      return
    fi
    word=\${word%%$'\\t'*}
    # bash takes a word apart at = and completes only what stands behind it
    [[ $COMP_WORDBREAKS == *=* && $word == --*=* ]] && word=\${word#*=}
    COMPREPLY+=("$word")
  done < <("\${COMP_WORDS[0]}" __complete "\${words[@]}" 2>/dev/null)
}
complete -F _stele stele
`;

const ZSH = `#compdef stele
_stele() {
  local line
  local -a answers candidates
  answers=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ $answers[1] == :folders ]]; then
    _files -/
    return
  fi
  for line in $answers; do
    # _describe takes a word and its description apart at the first colon
    candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}\${\${(M)line%$'\\t'*}/$'\\t'/:}")
  done
  _describe 'stele' candidates
}
compdef _stele stele
`;

const FISH = `# fish completion for stele
function __stele_complete
    set -l words (commandline -opc) (commandline -ct)
    set -l answers ($words[1] __complete $words[2..-1] 2>/dev/null)
    if test "$answers[1]" = ":folders"
        __fish_complete_directories (commandline -ct)
        return
    end
    string join -- \\n $answers
end
complete -c stele -f -a '(__stele_complete)'
`;

const SCRIPTS: ReadonlyMap<string, string> = new Map([
  ['bash', BASH],
  ['zsh', ZSH],
  ['fish', FISH],
]);
