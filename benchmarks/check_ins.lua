-- Each request is the scan of another pass: arguments are a file of codes, the gate and the device's key.
local codes, gate, count = {}, nil, 0
local hex = {}
for n = 0, 255 do hex[n] = string.format("%02x", n) end

function init(args)
  math.randomseed(os.time())
  for line in io.lines(args[1]) do
    count = count + 1
    codes[count] = line
  end
  gate = args[2]
  wrk.method = "POST"
  wrk.path = "/api/v1/check-ins"
  wrk.headers["Content-Type"] = "application/json"
  wrk.headers["Authorization"] = "Bearer " .. args[3]
end

local function uuid()
  local r = math.random
  local b = {}
  for n = 1, 16 do b[n] = hex[r(0, 255)] end
  b[7] = "4" .. b[7]:sub(2)
  b[9] = "8" .. b[9]:sub(2)
  return table.concat(b, "", 1, 4) .. "-" .. table.concat(b, "", 5, 6) .. "-" .. table.concat(b, "", 7, 8) ..
    "-" .. table.concat(b, "", 9, 10) .. "-" .. table.concat(b, "", 11, 16)
end

function request()
  local body = '{"code":"' .. codes[math.random(1, count)] .. '","gate":' .. gate .. ',"direction":"in","scan_id":"' ..
    uuid() .. '","scanned_at":"' .. os.date("!%Y-%m-%dT%H:%M:%SZ") .. '"}'
  return wrk.format(nil, nil, nil, body)
end
