require "bundler/setup"
require "nokogiri"

run lambda { |env|
  request = Rack::Request.new(env)
  case request.path
  when "/" then [200, { "content-type" => "text/plain" }, ["table of contents\n"]]
  when "/headings"
    headings = Nokogiri::HTML5(request.body.read).css("h1, h2").map(&:text)
    [200, { "content-type" => "text/plain" }, [headings.join(" / ")]]
  else [404, {}, []]
  end
}
