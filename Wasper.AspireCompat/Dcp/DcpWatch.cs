using System.Runtime.CompilerServices;
using System.Text.Json;
using Aspire.Hosting.Dcp.Objects;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>A change of an object. After a deletion <see cref="Object"/> is its last known form.</summary>
internal readonly record struct DcpChange<T>(bool Deleted, T Object);

/// <summary>
/// A watch that outlives its connection. DCP's API server cannot continue from a resource version (it keeps no history, and answers every watch with all
/// objects there are), so after a break the objects come again: a form already seen is dropped, an object that has gone meanwhile is reported as deleted.
/// </summary>
internal static class DcpWatch
{
    public static async IAsyncEnumerable<DcpChange<T>> WatchAsync<T>(
        this DcpClient client, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        var seen = new Dictionary<string, T>(StringComparer.Ordinal);
        var backoff = new DcpBackoff(TimeSpan.MaxValue);
        while (true)
        {
            await foreach (var change in ReadOnceAsync(client, seen, backoff, logger, cancellationToken))
            {
                yield return change;
            }

            await backoff.WaitAsync(cancellationToken);
            foreach (var gone in await FindGoneAsync(client, seen, logger, cancellationToken))
            {
                seen.Remove(gone.Metadata.Name);
                yield return new DcpChange<T>(Deleted: true, gone);
            }
        }
    }

    private static async IAsyncEnumerable<DcpChange<T>> ReadOnceAsync<T>(
        DcpClient client, Dictionary<string, T> seen, DcpBackoff backoff, ILogger logger, [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        await using var frames = client.ReadFramesAsync<T>(cancellationToken).GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            DcpFrame frame;
            try
            {
                if (!await frames.MoveNextAsync())
                {
                    yield break;
                }

                frame = frames.Current;
            }
            catch (Exception e) when (IsBreak(e, cancellationToken))
            {
                logger.WatchBroke(T.ObjectKind.Name, e.Message);
                yield break;
            }

            if (frame.Type == "ERROR" || frame.Object.Deserialize(DcpJson.Of<T>()) is not { } item)
            {
                logger.WatchBroke(T.ObjectKind.Name, frame.Type);
                yield break;
            }

            backoff.Reset();
            if (frame.Type == "DELETED")
            {
                seen.Remove(item.Metadata.Name);
                yield return new DcpChange<T>(Deleted: true, item);
            }
            else if (!seen.TryGetValue(item.Metadata.Name, out var known) || !IsSame(known, item))
            {
                seen[item.Metadata.Name] = item;
                yield return new DcpChange<T>(Deleted: false, item);
            }
        }
    }

    private static async Task<List<T>> FindGoneAsync<T>(
        DcpClient client, Dictionary<string, T> seen, ILogger logger, CancellationToken cancellationToken)
        where T : DcpObject, IDcpKind
    {
        try
        {
            var present = (await client.ListAsync<T>(cancellationToken)).Select(item => item.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
            return [.. seen.Values.Where(item => !present.Contains(item.Metadata.Uid))];
        }
        catch (Exception e) when (IsBreak(e, cancellationToken))
        {
            logger.WatchBroke(T.ObjectKind.Name, e.Message);
            return [];
        }
    }

    private static bool IsSame(DcpObject known, DcpObject item) =>
        known.Metadata.Uid == item.Metadata.Uid && known.Metadata.ResourceVersion == item.Metadata.ResourceVersion;

    private static bool IsBreak(Exception e, CancellationToken cancellationToken) =>
        !cancellationToken.IsCancellationRequested && e is HttpRequestException or IOException or JsonException or DcpException or OperationCanceledException;
}
