package com.example.ferries;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

@SpringBootTest
class FerriesTest {
  @Autowired Ferries ferries;

  @Test
  void knowsTheFerries() {
    assertEquals(2, ferries.ferries().size());
  }
}
