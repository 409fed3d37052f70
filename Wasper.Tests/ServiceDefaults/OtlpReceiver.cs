using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.ServiceDefaults;

/// <summary>The collector's end of OTLP over gRPC: takes in what a service exports.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    /// <summary>A compression flag and the length of the message, of which gRPC puts one in front of each.</summary>
    private const int GrpcPrefix = 5;

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;

    private OtlpReceiver()
    {
        var port = Loopback.FreePort();
        Address = $"http://localhost:{port}";
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.Protocols = HttpProtocols.Http2));
        _app = builder.Build();
        _app.Run(ReceiveAsync);
    }

    public string Address { get; }

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = [];

    /// <summary>The names of the metrics that came.</summary>
    public ConcurrentQueue<string> Metrics { get; } = [];

    /// <summary>The texts of the log records that came.</summary>
    public ConcurrentQueue<string> Logs { get; } = [];

    /// <summary>The values of <c>x-otlp-api-key</c> that came.</summary>
    public ConcurrentQueue<string> ApiKeys { get; } = [];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>Waits until <paramref name="reached"/> holds; what it is about is said where it does not.</summary>
    public static async Task WaitUntilAsync(Func<bool> reached, string what)
    {
        var started = Stopwatch.GetTimestamp();
        while (!reached())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < _limit, $"No {what} came within {_limit.TotalSeconds} s.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        ReadOnlyMemory<byte> message = buffer.ToArray().AsMemory(GrpcPrefix);
        ApiKeys.Enqueue(context.Request.Headers["x-otlp-api-key"].ToString());
        switch (context.Request.Path.Value)
        {
            case "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                ReadSpans(message);
                break;
            case "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                // ResourceMetrics, ScopeMetrics, Metric, name
                AddAll(Metrics, ProtobufField.Find(message, 1, 2, 2, 1));
                break;
            case "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                // ResourceLogs, ScopeLogs, LogRecord, body, string
                AddAll(Logs, ProtobufField.Find(message, 1, 2, 2, 5, 1));
                break;
        }

        context.Response.ContentType = "application/grpc";
        context.Response.AppendTrailer("grpc-status", "0");
        await context.Response.Body.WriteAsync(new byte[GrpcPrefix], context.RequestAborted);
    }

    private void ReadSpans(ReadOnlyMemory<byte> message)
    {
        foreach (var resource in ProtobufField.Find(message, 1))
        {
            var service = Attributes(ProtobufField.Find(resource.Bytes, 1, 1))["service.name"];
            foreach (var scope in ProtobufField.Find(resource.Bytes, 2))
            {
                var source = ProtobufField.Find(scope.Bytes, 1, 1).Single().Text;
                foreach (var span in ProtobufField.Find(scope.Bytes, 2))
                {
                    var fields = ProtobufField.Read(span.Bytes).ToLookup(field => field.Number);
                    Spans.Enqueue(new ReceivedSpan(
                        service,
                        source,
                        fields[5].Single().Text,
                        (int)fields[6].Single().Value,
                        fields[1].Single().Hex,
                        fields[2].Single().Hex,
                        fields[4].SingleOrDefault().Hex,
                        Attributes(fields[9])));
                }
            }
        }
    }

    // KeyValue: a key and an AnyValue, of which the texts are enough here.
    private static Dictionary<string, string> Attributes(IEnumerable<ProtobufField> attributes) => attributes.ToDictionary(
        attribute => ProtobufField.Find(attribute.Bytes, 1).Single().Text,
        attribute => ProtobufField.Find(attribute.Bytes, 2, 1).SingleOrDefault().Text);

    private static void AddAll(ConcurrentQueue<string> queue, IEnumerable<ProtobufField> texts)
    {
        foreach (var text in texts)
        {
            queue.Enqueue(text.Text);
        }
    }
}
