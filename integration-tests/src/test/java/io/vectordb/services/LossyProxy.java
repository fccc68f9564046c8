/*
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.vectordb.services;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes HTTP on, byte by byte, and notes the requests. If it is told to, it loses answers: the
 * request is carried out, then both sides find their connection closed. And it can hide conditions
 * from the server, which then is one that does not know them.
 */
final class LossyProxy {
  /** A client waits for an answer before its next request, so requests begin where reads do. */
  private static final Pattern REQUEST =
      Pattern.compile("^((GET|HEAD|PUT|POST|DELETE) [^ ]+) HTTP/1\\.1\r\n", Pattern.DOTALL);

  private static final String CONTINUE = "HTTP/1.1 100";

  private final ServerSocket clients;
  private final int port;
  private final boolean hidesConditions;
  private final List<String> requests = new ArrayList<>();
  private int toLose;
  private String lostPart = "";

  LossyProxy(int port, boolean hidesConditions) throws IOException {
    this.port = port;
    this.hidesConditions = hidesConditions;
    clients = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return clients.getLocalPort();
  }

  /** Loses the next {@code count} answers to uploads of a name with {@code part} in it. */
  synchronized String lose(int count, String part) {
    toLose = count;
    lostPart = part;
    return "ok";
  }

  /** How many answers are still to be lost. */
  synchronized String left() {
    return Integer.toString(toLose);
  }

  /** The requests since the last call. */
  synchronized String requests() {
    String all = String.join(",", requests);
    requests.clear();
    return all;
  }

  /** Notes a request; whether its answer is to be lost. */
  private synchronized boolean isLost(String request) {
    requests.add(request.replace(' ', ':'));
    if (toLose > 0 && request.startsWith("PUT") && request.contains(lostPart)) {
      toLose--;
      return true;
    }
    return false;
  }

  private void accept() {
    while (!clients.isClosed()) {
      try {
        connect(clients.accept());
      } catch (IOException e) {
        // The client is gone already; the next one is served.
      }
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      new Connection(client, new Socket(InetAddress.getLoopbackAddress(), port)).start();
    } catch (IOException e) {
      client.close();
    }
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private final class Connection {
    private final Socket client;
    private final Socket server;
    private volatile boolean lost;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    void start() {
      LossyProxy.start(() -> pump(client, server, this::request));
      LossyProxy.start(() -> pump(server, client, this::answer));
    }

    private Optional<String> request(String piece) {
      Matcher begin = REQUEST.matcher(piece);
      if (!begin.find()) {
        return Optional.of(piece);
      }
      lost = isLost(begin.group(1));
      return Optional.of(hidesConditions ? piece.replace("If-None-Match:", "X-Hidden:") : piece);
    }

    private Optional<String> answer(String piece) {
      return lost && !piece.startsWith(CONTINUE) ? Optional.empty() : Optional.of(piece);
    }

    /** Ends when one side closes, or when {@code change} lets a piece disappear. */
    private void pump(Socket from, Socket to, Function<String, Optional<String>> change) {
      byte[] buffer = new byte[1 << 16];
      try (from;
          to) {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          // A byte is a character of this charset, and back.
          Optional<String> piece =
              change.apply(new String(buffer, 0, n, StandardCharsets.ISO_8859_1));
          if (piece.isEmpty()) {
            return;
          }
          out.write(piece.get().getBytes(StandardCharsets.ISO_8859_1));
        }
      } catch (IOException e) {
        // The other direction has closed the connection.
      }
    }
  }
}
