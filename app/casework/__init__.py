"""How a case moves. Start reading here: actions.complete_task is the straight path of one step."""
