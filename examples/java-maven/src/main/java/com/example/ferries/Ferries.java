package com.example.ferries;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@SpringBootApplication
@RestController
public class Ferries {
  private final JdbcTemplate database;

  Ferries(JdbcTemplate database) {
    this.database = database;
  }

  @GetMapping("/ferries")
  List<Map<String, Object>> ferries() {
    return database.queryForList("SELECT name, harbour FROM ferry ORDER BY name");
  }

  @GetMapping("/time")
  String time(@RequestParam String zone) {
    return Instant.parse("2026-01-15T12:00:00Z").atZone(ZoneId.of(zone)).toString();
  }

  public static void main(String[] args) {
    SpringApplication.run(Ferries.class, args);
  }
}
