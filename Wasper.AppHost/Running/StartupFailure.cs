namespace Wasper.AppHost.Running;

/// <summary>Makes a sentence of a resource that can't start: what happened, why, and what to do.</summary>
internal static class StartupFailure
{
    private const int LastLines = 3;

    private static readonly TimeSpan _logLimit = TimeSpan.FromSeconds(2);

    /// <summary>Phrases by which programs tell a cause that has a remedy of its own.</summary>
    private static readonly (string Phrase, string Remedy)[] _known =
    [
        ("initialized by PostgreSQL version", "the data is of another major version of PostgreSQL: name an image of that version in Parameters:postgres-image, or start with another volume"),
        ("password authentication failed", "the data was made with another Parameters:postgres-password: put that one back, or remove the data to start anew"),
        ("WRONGPASS", "Redis runs with another Parameters:redis-password: put that one back, or end the other Redis"),
    ];

    /// <summary>What happened to the resource, or null while it may still become healthy.</summary>
    public static string? Of(ResourceEvent change)
    {
        var (name, snapshot) = (change.Resource.Name, change.Snapshot);
        var state = snapshot.State?.Text;
        if (state == KnownResourceStates.FailedToStart)
        {
            return $"'{name}' could not be started";
        }

        if (state == KnownResourceStates.Exited || state == KnownResourceStates.Finished)
        {
            return $"'{name}' ended while the stack was starting (exit code {snapshot.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"})";
        }

        return snapshot.HealthReports.Select(report => Remedy($"{report.Description} {report.ExceptionText}")).FirstOrDefault(remedy => remedy is not null) is { }
            ? $"'{name}' lets nobody in"
            : null;
    }

    /// <summary>The rest of the sentence: the remedy where the cause is known, otherwise the last words of the resource's console.</summary>
    public static async Task<string> ReasonAsync(ResourceEvent change, ResourceLoggerService logs, CancellationToken cancellationToken)
    {
        var lines = await ReadAsync(change, logs, cancellationToken);
        var reports = change.Snapshot.HealthReports.Select(report => $"{report.Description} {report.ExceptionText}");
        if (lines.Concat(reports).Select(Remedy).FirstOrDefault(remedy => remedy is not null) is { } remedy)
        {
            return $": {remedy}.";
        }

        return lines.Count == 0 ? "; it printed nothing." : ". Its last lines:\n  " + string.Join("\n  ", lines.TakeLast(LastLines));
    }

    private static string? Remedy(string text)
        => _known.Where(entry => text.Contains(entry.Phrase, StringComparison.OrdinalIgnoreCase)).Select(entry => entry.Remedy).FirstOrDefault();

    private static async Task<List<string>> ReadAsync(ResourceEvent change, ResourceLoggerService logs, CancellationToken cancellationToken)
    {
        var lines = new List<string>();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_logLimit);
        try
        {
            await foreach (var batch in logs.GetAllAsync(change.ResourceId).WithCancellation(limit.Token))
            {
                lines.AddRange(batch.Select(line => line.Content.Trim()).Where(text => text.Length > 0));
            }
        }
        catch (OperationCanceledException)
        {
            // What was read so far has to do.
        }

        return lines;
    }
}
