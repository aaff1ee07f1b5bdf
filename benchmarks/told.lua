-- What a script of wrk prints at its end: one line of JSON, waits in microseconds. A script fills
-- `answers` (by status) in each of its `threads`.

function tell(summary, latency, threads)
  local said = {}
  for _, thread in ipairs(threads) do
    for status, count in pairs(thread:get("answers")) do
      table.insert(said, ('"%d":%d'):format(status, count))
    end
  end
  local errors = summary.errors
  print(('{"duration_us":%d,"answers":{%s},"unanswered":%d,"p50":%d,"p95":%d,"p99":%d,"max":%d}'):format(
    summary.duration, table.concat(said, ","),
    errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(95), latency:percentile(99), latency.max))
end
