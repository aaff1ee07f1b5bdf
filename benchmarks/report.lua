-- wrk: officers post reports, each for an item of its own agency, at random.
-- wrk ... -s report.lua URL -- TOKENS ITEMS AS_OF SEED SECONDS POSTS
-- TOKENS has a line for each agency; item n is agency n modulo their number.
-- After so many seconds or posts no more are begun; wrk ends when all are answered.

dofile("benchmarks/told.lua") -- wrk is run from the project's root

local ffi = require("ffi")
ffi.cdef([[
  struct timespec { long seconds; long nanoseconds; };
  int clock_gettime(int clock, struct timespec *now);
  int getpid(void);
  int kill(int pid, int signal);
]])
local MONOTONIC = 1
local SIGINT = 2 -- on which wrk ends before its time
local NEVER = 1e9 -- milliseconds

local BODY = '{"as_of":"%s","physical_percent":%.2f,"budget_realised":%d,"note":"%s"}'
local NOTE = "Pekerjaan berjalan sesuai tahapan; berita acara terlampir di sistem dinas."

local headers, items, as_of, give_up_at, posts = {}, 0, "", 0, 0
local begun = 0
answers = {} -- how many by status; global, so that done() can fetch it
local answered = 0
local threads = {}

local function now()
  local time = ffi.new("struct timespec")
  ffi.C.clock_gettime(MONOTONIC, time)
  return tonumber(time.seconds) + tonumber(time.nanoseconds) / 1e9
end

local function over()
  return begun >= posts or now() >= give_up_at
end

local function end_when_all_are_answered()
  if answered == begun then
    wrk.thread:stop()
    ffi.C.kill(ffi.C.getpid(), SIGINT)
  end
end

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  for token in io.lines(args[1]) do
    table.insert(headers, {
      ["Authorization"] = "Bearer " .. token,
      ["Content-Type"] = "application/json",
    })
  end
  items, as_of = tonumber(args[2]), args[3]
  math.randomseed(tonumber(args[4]))
  give_up_at, posts = now() + tonumber(args[5]), tonumber(args[6])
end

function request()
  local item = math.random(0, items - 1)
  local body = BODY:format(as_of, math.random(4000, 6000) / 100, math.random(1, 200) * 1e6, NOTE)
  local path = ("/api/v1/items/RA-%06d/reports"):format(item)
  return wrk.format("POST", path, headers[item % #headers + 1], body)
end

function delay() -- before each request
  if over() then
    end_when_all_are_answered()
    return NEVER
  end
  begun = begun + 1
  return 0
end

function response(status)
  answers[status] = (answers[status] or 0) + 1
  answered = answered + 1
  if over() then end_when_all_are_answered() end
end

function done(summary, latency)
  tell(summary, latency, threads)
end
