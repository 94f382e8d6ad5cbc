-- Each request holds another booth for the producer whose turn it is: arguments are a file of keys and the first booth.
local tokens, count, first, number = {}, 0, 0, -1

function init(args)
  for line in io.lines(args[1]) do
    tokens[count] = line
    count = count + 1
  end
  first = tonumber(args[2])
end

function request()
  number = number + 1
  return wrk.format("PUT", string.format("/api/v1/booths/%d/hold", first + number),
    { ["Authorization"] = "Bearer " .. tokens[number % count], ["Content-Length"] = "0" })
end
