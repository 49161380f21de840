/** Completion scripts for shells. Each calls `memsim complete -- WORDS`. */
import { EXIT, refusal } from '../../machine/refusal.ts';

/**
 * bash ends words at `=` and `:`. The script removes the text before the last of them from the completions.
 */
const BASH = `_memsim() {
  local line=\${COMP_LINE:0:COMP_POINT} words value about word keep
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  word=\${words[-1]}
  keep=\${word##*[=:]}
  COMPREPLY=()
  while IFS=$'\\t' read -r value about; do
    COMPREPLY+=("\${value#"\${word%"$keep"}"}")
  done < <("\${words[0]}" complete -- "\${words[@]:1}" 2>/dev/null)
  [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *[/=] ]] && compopt -o nospace
}
complete -F _memsim memsim
`;

const ZSH = `#compdef memsim
_memsim() {
  local -a plain going
  local value about
  while IFS=$'\\t' read -r value about; do
    if [[ $value == *[/=] ]]; then
      going+=("\${value//:/\\\\:}:$about")
    else
      plain+=("\${value//:/\\\\:}:$about")
    fi
  done < <("$words[1]" complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  (( \${#plain} )) && _describe -V memsim plain
  (( \${#going} )) && _describe -V memsim going -S ''
}
if [[ $funcstack[1] == _memsim ]]; then _memsim "$@"; else compdef _memsim memsim; fi
`;

const FISH = `function __memsim_complete
  set -l words (commandline -opc) (commandline -ct)
  memsim complete -- $words[2..-1] 2>/dev/null
end
complete -c memsim -f -a '(__memsim_complete)'
`;

const SCRIPTS: Record<string, string> = { bash: BASH, zsh: ZSH, fish: FISH };

/** The script of a shell; refuses other shells. */
export function completionScript(shell: string): string {
  const script = SCRIPTS[shell];
  if (script !== undefined) return script;
  throw refusal(`completion: '${shell}' is none of ${Object.keys(SCRIPTS).join(', ')}`, EXIT.usage);
}
