/** Shells that we print a completion script for. */
export const SHELLS = ['bash', 'zsh', 'fish'] as const;

export type Shell = (typeof SHELLS)[number];

const HOW = `# Asks the program itself, so that it knows every command, flag and value of the version that is installed.`;

/** Words that contain = or : are one word to us and several to bash. */
const BASH = `# irsa-forge completion for bash: source <(irsa-forge completion bash)
${HOW}
_irsa_forge() {
  local line current candidate
  line=\${COMP_LINE:0:COMP_POINT}
  current=\${line##*[[:space:]]}
  # What readline counts as the current word: the part after the last = or :.
  local begin=\${current%"\${COMP_WORDS[COMP_CWORD]}"}
  case \${COMP_WORDS[COMP_CWORD]} in '=' | ':') begin=$current ;; esac
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    case $candidate in
      '@files') compopt -o default; COMPREPLY=(); return ;;
      '@folders') compopt -o dirnames; COMPREPLY=(); return ;;
      '') continue ;;
    esac
    case $candidate in *'=' | *'.' | *'[' | *':' | *'/') compopt -o nospace ;; esac
    COMPREPLY+=("\${candidate#"$begin"}")
  done < <(command "\${COMP_WORDS[0]}" completion --line "$line" 2>/dev/null)
}
complete -F _irsa_forge irsa-forge
`;

const ZSH = `#compdef irsa-forge
# irsa-forge completion for zsh: source <(irsa-forge completion zsh), or a file named _irsa-forge in $fpath
${HOW}
_irsa_forge() {
  local candidate description
  local -a candidates open
  while IFS=$'\\t' read -r candidate description; do
    case $candidate in
      '@files') _files; return ;;
      '@folders') _files -/; return ;;
      '') continue ;;
      *'=' | *'.' | *'[' | *':' | *'/') open+=("$candidate") ;;
      *) candidates+=("\${candidate//:/\\\\:}\${description:+:$description}") ;;
    esac
  done < <(command \${words[1]} completion --line "\${(j: :)words[1,CURRENT]}" 2>/dev/null)
  (( \${#open} )) && compadd -S '' -- $open
  (( \${#candidates} )) && _describe 'irsa-forge' candidates
}
if [ "$funcstack[1]" = '_irsa_forge' ]; then
  _irsa_forge "$@"
else
  compdef _irsa_forge irsa-forge
fi
`;

const FISH = `# irsa-forge completion for fish: irsa-forge completion fish | source
${HOW}
function __irsa_forge_complete
  set -l line (commandline -cp)
  for candidate in (command irsa-forge completion --line "$line" 2>/dev/null)
    switch $candidate
      case '@files'
        __fish_complete_path (commandline -ct)
      case '@folders'
        __fish_complete_directories (commandline -ct)
      case '*'
        printf '%s\\n' $candidate
    end
  end
end
complete -c irsa-forge -f -a '(__irsa_forge_complete)'
`;

/** The script that a shell reads once; it asks the program at every Tab. */
export const SCRIPTS: Readonly<Record<Shell, string>> = { bash: BASH, zsh: ZSH, fish: FISH };
