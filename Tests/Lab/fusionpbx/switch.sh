start_switch() { :; }
stop_switch() { :; }
reset_switch() { :; }
switch_answers() { :; }
