"""The learner's desk: begin an assignment, check it, see how far one has come."""
