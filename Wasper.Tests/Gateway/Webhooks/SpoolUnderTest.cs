using System.Text;
using Microsoft.Extensions.Time.Testing;
using Wasper.Gateway.Webhooks;
using Wasper.Gateway.Webhooks.Storage;
using Wasper.Tests.BinaryCache;
using Wasper.Tests.Gateway.Acme.Protocol;

namespace Wasper.Tests.Gateway.Webhooks;

/// <summary>A spool without a gateway around it, that can be closed and opened again.</summary>
internal sealed class SpoolUnderTest : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly (string Key, string Value)[] _settings;
    private Spool? _spool;

    public SpoolUnderTest(params (string Key, string Value)[] settings)
    {
        _settings = settings;
        Directory = Path.Combine(_folder.Path, "webhooks");
    }

    /// <summary>Where the files are.</summary>
    public string Directory { get; init; }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.Parse("2026-01-01T00:00:00Z", null));

    public TestMeters Meters { get; } = new();

    public RecordedLog<Spool> Log { get; } = new();

    public Spool Spool => _spool ??= Open();

    public IEnumerable<string> Segments => System.IO.Directory.EnumerateFiles(Directory, "*.log").Order(StringComparer.Ordinal);

    /// <summary>Another one over the same folder; the first stays open.</summary>
    public Spool Open()
    {
        var options = TestOptions.Read([("Webhooks:Directory", Directory), .. _settings]);
        return new Spool(options.Webhooks, Time, new WebhookMetrics(Meters), Log);
    }

    public void Close()
    {
        _spool?.Dispose();
        _spool = null;
    }

    public async Task<(SpoolOutcome Outcome, string AnswerId)> AcceptAsync(string body, string flow = "flow", string? id = null, string answerId = "answer") =>
        await Spool.AcceptAsync(Head(flow, id), StoredBody.Inline(Encoding.UTF8.GetBytes(body)), answerId);

    public Task<SpoolOutcome> KeepAsync(string body, string id) => Spool.KeepAsync(Head("flow", id), StoredBody.Inline(Encoding.UTF8.GetBytes(body)));

    /// <summary>The bodies of what is in a state, in order.</summary>
    public async Task<List<string>> BodiesAsync(DeliveryState state)
    {
        var bodies = new List<string>();
        foreach (var delivery in Spool.List(null, state, 0, 10_000))
        {
            await using var request = await Spool.ExportAsync(delivery.Id);
            bodies.Add(request is null ? "unreadable" : await new StreamReader(request.Body).ReadToEndAsync(TestContext.Current.CancellationToken));
        }

        return bodies;
    }

    /// <summary>The first flow that the spool has for the replay.</summary>
    public FlowQueue Flow()
    {
        var ready = new List<FlowQueue>();
        Spool.Ready += ready.Add;
        Spool.ScheduleAll();
        Spool.Ready -= ready.Add;
        return ready.Count > 0 ? ready[0] : new FlowQueue("none");
    }

    /// <summary>Takes the next delivery of a flow out of the line, as the replay does.</summary>
    public async Task<SpooledDelivery?> BeginAsync(FlowQueue flow) =>
        Spool.TryGetNext(flow, out var delivery) && await Spool.TryBeginAsync(delivery) ? delivery : null;

    public static DeliveryHead Head(string flow, string? id = null) => new()
    {
        Flow = flow,
        Key = id is null ? null : DeliveryKey.Of(flow, "webhook-id", id),
        Received = DateTimeOffset.UnixEpoch,
        Method = "POST",
        Target = $"/api/v1/webhooks/{flow}",
        Scheme = "https",
        Client = "192.0.2.1",
        Headers = [KeyValuePair.Create("Host", "localhost"), KeyValuePair.Create("X-Umlaut", "\u00e4")],
        HasBody = true,
    };

    public void Dispose()
    {
        Close();
        Meters.Dispose();
        _folder.Dispose();
    }
}
