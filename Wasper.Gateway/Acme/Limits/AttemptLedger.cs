using System.Text.Json;
using System.Text.Json.Serialization;
using Wasper.Gateway.Acme.Storage;

namespace Wasper.Gateway.Acme.Limits;

/// <summary>The orders placed with one issuer during the last week, shared by all gateways of a store. An order is written down before it is placed, its outcome
/// after: one whose outcome is missing counts as all it may have become. Used under the lock of orders only.</summary>
internal sealed class AttemptLedger(ISharedStore store, string issuer, TimeProvider time)
{
    /// <summary>Lines that may pile up before those that no longer count are dropped.</summary>
    private const int CompactFrom = 1000;

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<AttemptOutcome>(JsonNamingPolicy.CamelCase) },
    };

    private readonly string _key = StoreKey.Issuer(issuer, "attempts.jsonl");

    /// <summary>All that may still count.</summary>
    public async Task<IReadOnlyCollection<Attempt>> ReadAsync(CancellationToken cancellationToken) =>
        Merge(await store.ReadLinesAsync(_key, cancellationToken));

    /// <summary>Writes down that an order is about to be placed.</summary>
    public async Task<Attempt> BeginAsync(IReadOnlyList<string> names, string? replaces, CancellationToken cancellationToken)
    {
        var attempt = new Attempt(Guid.NewGuid().ToString("N"), time.GetUtcNow(), names, replaces);
        await CompactAsync(cancellationToken);
        await store.AppendLineAsync(_key, JsonSerializer.Serialize(attempt, _json), cancellationToken);
        return attempt;
    }

    /// <summary>Writes down what became of it. Not cancelled: the issuer counts it all the same.</summary>
    public Task EndAsync(Attempt attempt, AttemptOutcome outcome, IReadOnlyList<string> failedNames) => store.AppendLineAsync(
        _key,
        JsonSerializer.Serialize(attempt with { Outcome = outcome, EndedAt = time.GetUtcNow(), FailedNames = failedNames }, _json),
        CancellationToken.None);

    private async Task CompactAsync(CancellationToken cancellationToken)
    {
        var lines = await store.ReadLinesAsync(_key, cancellationToken);
        if (lines.Count < CompactFrom)
        {
            return;
        }

        await store.ReplaceLinesAsync(_key, [.. Merge(lines).Select(attempt => JsonSerializer.Serialize(attempt, _json))], cancellationToken);
    }

    // The last line about an attempt holds.
    private List<Attempt> Merge(IEnumerable<string> lines)
    {
        var attempts = new Dictionary<string, Attempt>();
        foreach (var line in lines)
        {
            if (Parse(line) is { } attempt)
            {
                attempts[attempt.Id] = attempt;
            }
        }

        var oldest = time.GetUtcNow() - RateLimits.CertificatesWindow;
        return [.. attempts.Values.Where(attempt => attempt.CountsFrom > oldest)];
    }

    private static Attempt? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Attempt>(line, _json) is { Id: not null, Names: not null } attempt ? attempt : null;
        }
        catch (JsonException)
        {
            // Torn by a crash: the order it was to announce has not been placed, or its first line stands.
            return null;
        }
    }
}
