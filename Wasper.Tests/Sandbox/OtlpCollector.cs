using System.Text;
using Google.Protobuf;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Wasper.Tests.Sandbox;

/// <summary>
/// Takes traces by OTLP over gRPC. Of opentelemetry/proto/trace/v1/trace.proto it reads what the tests ask for: the resource's
/// service.name, and each span's trace id and name.
/// </summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _server;
    private readonly List<(string TraceId, string Name)> _spans = [];
    private readonly HashSet<string> _services = [];

    private OtlpCollector(WebApplication server) => _server = server;

    public string Address => _server.Urls.Single();

    public string? ApiKey { get; private set; }

    public IReadOnlyCollection<string> Services
    {
        get
        {
            lock (_spans)
            {
                return [.. _services];
            }
        }
    }

    public static async Task<OtlpCollector> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        var collector = new OtlpCollector(builder.Build());
        collector._server.MapPost("/opentelemetry.proto.collector.trace.v1.TraceService/Export", collector.ExportAsync);
        await collector._server.StartAsync(cancellationToken);
        return collector;
    }

    /// <summary>The names of the spans of one trace, or of all.</summary>
    public IReadOnlyList<string> Names(string? traceId)
    {
        lock (_spans)
        {
            return [.. _spans.Where(span => traceId is null || span.TraceId == traceId).Select(span => span.Name)];
        }
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task ExportAsync(HttpContext context)
    {
        using var message = new MemoryStream();
        await context.Request.Body.CopyToAsync(message, context.RequestAborted);
        lock (_spans)
        {
            ApiKey = context.Request.Headers["x-otlp-api-key"];
            // gRPC: a flag and a length of five bytes come first.
            foreach (var resourceSpans in Fields(message.ToArray()[5..], 1))
            {
                Read(resourceSpans);
            }
        }

        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private void Read(byte[] resourceSpans)
    {
        foreach (var attribute in Fields(resourceSpans, 1).SelectMany(resource => Fields(resource, 1)))
        {
            if (Encoding.UTF8.GetString(Fields(attribute, 1).Single()) == "service.name")
            {
                _services.Add(Encoding.UTF8.GetString(Fields(Fields(attribute, 2).Single(), 1).Single()));
            }
        }

        foreach (var span in Fields(resourceSpans, 2).SelectMany(scope => Fields(scope, 2)))
        {
            _spans.Add((Convert.ToHexStringLower(Fields(span, 1).Single()), Encoding.UTF8.GetString(Fields(span, 5).Single())));
        }
    }

    /// <summary>The values of a field whose values have a length.</summary>
    private static List<byte[]> Fields(byte[] message, int number)
    {
        var input = new CodedInputStream(message);
        var values = new List<byte[]>();
        for (var tag = input.ReadTag(); tag != 0; tag = input.ReadTag())
        {
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.LengthDelimited))
            {
                values.Add(input.ReadBytes().ToByteArray());
            }
            else
            {
                input.SkipLastField();
            }
        }

        return values;
    }
}
