"""The benchmark's scenarios: real speakers, each for itself between the same peers over real TCP, and how they compare."""
