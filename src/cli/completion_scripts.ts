/** A shell's script, to be read by its start-up file. */
export function completionScript(shell: string): string | undefined {
  return SCRIPTS[shell];
}

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;

const SCRIPTS: Readonly<Record<string, string>> = {
  bash: `# bash completion of exp: eval "$(exp completion bash)"
_exp() {
  local IFS=$'\\n'
  COMPREPLY=($(exp internal complete --plain -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
  if [ \${#COMPREPLY[@]} -eq 0 ]; then
    COMPREPLY=($(compgen -f -- "\${COMP_WORDS[COMP_CWORD]}"))
    compopt -o filenames 2>/dev/null
  fi
}
complete -F _exp exp
`,
  zsh: `#compdef exp
# zsh completion of exp: exp completion zsh > "\${fpath[1]}/_exp"
_exp() {
  local -a found
  found=(\${(f)"$(exp internal complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#found} )); then
    _describe 'exp' found
  else
    _files
  fi
}
if [ "$funcstack[1]" = _exp ]; then _exp; else compdef _exp exp; fi
`,
  fish: `# fish completion of exp: exp completion fish > ~/.config/fish/completions/exp.fish
function __exp_complete
  set -l words (commandline -opc) (commandline -ct)
  exp internal complete --tabs -- $words[2..-1] 2>/dev/null
end
complete -c exp -a '(__exp_complete)'
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
