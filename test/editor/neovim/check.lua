-- Neovim as a foreign client of the language server: a diagnostic arrives, the code action mends it, the diagnostic goes.
-- Written for Neovim 0.7, which has no vim.lsp.start.
local node, server, file = vim.env.PLIMSOLL_NODE, vim.env.PLIMSOLL_SERVER, vim.env.PLIMSOLL_FILE
local checks = 0

local function check(what, right)
  if not right then error('not so: ' .. what, 0) end
  checks = checks + 1
  io.stdout:write('      ✔ ' .. what .. '\n')
end

local function run()
  vim.cmd('edit ' .. vim.fn.fnameescape(file))
  vim.bo.filetype = 'json'
  -- This Neovim applies versioned edits, and refuses those of another version, without saying so in its capabilities.
  local capabilities = vim.lsp.protocol.make_client_capabilities()
  capabilities.workspace.workspaceEdit.documentChanges = true
  local client = vim.lsp.start_client({
    capabilities = capabilities,
    name = 'plimsoll',
    cmd = { node, server, 'lsp', '--stdio' },
    root_dir = vim.fn.fnamemodify(file, ':h'),
  })
  vim.lsp.buf_attach_client(0, client)
  local function diagnostics(code)
    return vim.tbl_filter(function(d) return d.code == code and d.source == 'plimsoll' end, vim.diagnostic.get(0))
  end

  check('a diagnostic arrives', vim.wait(20000, function() return #diagnostics('privileged-container') == 1 end, 20))
  local found = diagnostics('privileged-container')[1]
  check('it is an error', found.severity == vim.diagnostic.severity.ERROR)
  local line = vim.api.nvim_buf_get_lines(0, found.lnum, found.lnum + 1, false)[1]
  check('it points at the value', line:sub(found.col + 1, found.end_col) == 'true')

  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  local params = vim.lsp.util.make_range_params()
  params.context = { diagnostics = vim.lsp.diagnostic.get_line_diagnostics(0) }
  local answers = vim.lsp.buf_request_sync(0, 'textDocument/codeAction', params, 10000) or {}
  local action
  for _, offered in ipairs((answers[client] or {}).result or {}) do
    if vim.startswith(offered.title, 'Set "privileged" to false') then action = offered end
  end
  check('a code action is offered', action ~= nil and action.edit ~= nil)
  vim.lsp.util.apply_workspace_edit(action.edit, vim.lsp.get_client_by_id(client).offset_encoding)
  local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
  check('its edit is applied', text:find('"privileged": false', 1, true) ~= nil)
  check('the diagnostic goes', vim.wait(20000, function() return #diagnostics('privileged-container') == 0 end, 20))

  vim.lsp.stop_client(client)
  check('the server ends when asked', vim.wait(10000, function() return vim.lsp.get_client_by_id(client) == nil end, 20))
end

local ok, message = pcall(run)
if not ok then io.stdout:write('      ✘ ' .. tostring(message) .. '\n') end
io.stdout:write('RESULT ' .. checks .. '\n')
vim.cmd(ok and 'qall!' or 'cquit 1')
