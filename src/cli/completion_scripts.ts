/** A shell's script, to be read by its start-up file. */
export function completionScript(shell: string): string | undefined {
  return SCRIPTS[shell];
}

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

const SCRIPTS: Readonly<Record<string, string>> = {
  // = and : divide words there, so that the one under the cursor is put together again, and its beginning cut off the answer
  bash: `# bash completion of exp: eval "$(exp completion bash)"
_exp() {
  local IFS=$'\\n' word last= typed before=
  local -a words=()
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD}"; do
    if [ \${#words[@]} -gt 0 ] && [[ $word == [=:]* || $last == *[=:] ]] && [[ $word != -* ]]; then
      words[\${#words[@]}-1]+=$word
    else
      words+=("$word")
    fi
    last=$word
  done
  case \${COMP_LINE:0:COMP_POINT} in
  *[[:space:]]) [ -n "\${COMP_WORDS[COMP_CWORD]}" ] || [ -z "\${words[\${#words[@]}-1]}" ] || words+=("") ;;
  esac
  typed=\${words[\${#words[@]}-1]}
  COMPREPLY=($(exp internal complete --plain -- "\${words[@]}" 2>/dev/null))
  if [ $? -eq 1 ]; then
    COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
    compopt -o filenames 2>/dev/null
    return
  fi
  case $COMP_WORDBREAKS in *[=:]*) [[ $typed == *[=:]* ]] && before=\${typed%"\${typed##*[=:]}"} ;; esac
  COMPREPLY=("\${COMPREPLY[@]#"$before"}")
  [[ \${COMPREPLY[0]} == *= ]] && compopt -o nospace 2>/dev/null
}
complete -F _exp exp
`,
  zsh: `#compdef exp
# zsh completion of exp: exp completion zsh > "\${fpath[1]}/_exp"
_exp() {
  local answer
  local -a found unfinished
  answer="$(exp internal complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"
  if (( $? == 1 )); then
    _files
    return
  fi
  found=(\${(f)answer})
  [[ $answer == *=:* ]] && unfinished=(-S '')
  (( \${#found} )) && _describe 'exp' found "\${unfinished[@]}"
}
if [ "$funcstack[1]" = _exp ]; then _exp; else compdef _exp exp; fi
`,
  fish: `# fish completion of exp: exp completion fish > ~/.config/fish/completions/exp.fish
function __exp_complete
  set -l words (commandline -opc) (commandline -ct)
  exp internal complete --tabs -- $words[2..-1] 2>/dev/null
  if test $status -eq 1
    __fish_complete_path (commandline -ct)
  end
end
complete -c exp -f -a '(__exp_complete)'
`,
  powershell: `# PowerShell completion of exp: exp completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName exp -ScriptBlock {
  param($typed, $line, $cursor)
  $words = @($line.CommandElements | Select-Object -Skip 1 | ForEach-Object { "$_" })
  if ($typed -eq '') { $words += '' }
  exp internal complete --plain -- @words 2>$null | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`,
};
