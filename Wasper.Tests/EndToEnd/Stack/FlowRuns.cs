using System.Diagnostics;
using Npgsql;

namespace Wasper.Tests.EndToEnd.Stack;

/// <summary>Flow runs as they stand in PostgreSQL.</summary>
internal static class FlowRuns
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    /// <summary>Waits until the run has ended and gives its status.</summary>
    public static async Task<string> WaitForEndAsync(NpgsqlDataSource database, string run, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            await using var command = database.CreateCommand("SELECT status FROM flow_run WHERE id = $1");
            command.Parameters.Add(new NpgsqlParameter { Value = run });
            if (await command.ExecuteScalarAsync(cancellationToken) is string status and not ("QUEUED" or "RUNNING"))
            {
                return status;
            }

            Assert.True(Stopwatch.GetElapsedTime(started) < _limit, $"Run {run} did not end within {_limit.TotalSeconds:0} s.");
            await Task.Delay(50, cancellationToken);
        }
    }

    /// <summary>The webhook's body as the app stored it.</summary>
    public static async Task<byte[]?> PayloadAsync(NpgsqlDataSource database, string run, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT data FROM file WHERE id = $1 AND type = 'WEBHOOK_PAYLOAD'");
        command.Parameters.Add(new NpgsqlParameter { Value = run });
        return await command.ExecuteScalarAsync(cancellationToken) as byte[];
    }

    /// <summary>How many runs of a flow there are, by status.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> CountAsync(NpgsqlDataSource database, string flow, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("SELECT status, count(*) FROM flow_run WHERE \"flowId\" = $1 GROUP BY status");
        command.Parameters.Add(new NpgsqlParameter { Value = flow });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = new Dictionary<string, long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            counts[reader.GetString(0)] = reader.GetInt64(1);
        }

        return counts;
    }
}
