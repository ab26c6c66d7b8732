-- one more round that writes
update alert_round
set round = round + 1
