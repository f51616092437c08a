package shop;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.text.NumberFormat;
import java.util.Locale;
import java.util.function.Supplier;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

public class Main {
  public static void main(String[] args) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
    serve(server, "/", Main::prices);
    serve(server, "/roots", () -> trustedRoots() > 50 ? "trusts many" : "trusts few");
    server.start();
    System.out.println("listening");
  }

  static void serve(HttpServer server, String path, Supplier<String> text) {
    server.createContext(path, exchange -> {
      byte[] body = text.get().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      try (var out = exchange.getResponseBody()) {
        out.write(body);
      }
    });
  }

  static String prices() {
    NumberFormat euros = NumberFormat.getNumberInstance(Locale.GERMANY);
    try {
      StringBuilder text = new StringBuilder();
      for (String line : Files.readAllLines(Path.of("prices.csv"))) {
        String[] fields = line.split(",");
        text.append(fields[0]).append(' ').append(euros.format(Double.parseDouble(fields[1]))).append('\n');
      }
      return text.toString();
    } catch (IOException error) {
      throw new UncheckedIOException(error);
    }
  }

  static int trustedRoots() {
    try {
      TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers().length;
    } catch (java.security.GeneralSecurityException error) {
      throw new IllegalStateException(error);
    }
  }
}
