using System.Collections.Concurrent;
using Wasper.Gateway.Caching.Compression;

namespace Wasper.Gateway.Caching.Assets;

/// <summary>Makes the compressed forms of assets, once each, on one thread that yields to everything else. Gzip comes first, for it takes a tenth of a second where
/// brotli at its best takes some: until then browsers get gzip.</summary>
internal sealed partial class AssetEncoder : IHostedService, IDisposable
{
    /// <summary>Assets that wait to be compressed; more than a page has. What finds no place is compressed on its way to each client.</summary>
    private const int MostWaiting = 1024;

    /// <summary>How much is encoded between two looks at whether it is still wanted.</summary>
    private const int PieceSize = 64 * 1024;

    /// <summary>As with the compression of other answers: less is one packet anyway.</summary>
    private const int LeastBytes = 1024;

    private readonly AssetStore _store;
    private readonly CompressionOptions _options;
    private readonly CacheMetrics _metrics;
    private readonly ILogger<AssetEncoder> _logger;
    private readonly BlockingCollection<Asset> _first = new(MostWaiting);
    private readonly BlockingCollection<Asset> _second = new(MostWaiting);
    private readonly BlockingCollection<Asset>[] _inOrder;
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;
    private bool _isDisposed;

    public AssetEncoder(AssetStore store, CompressionOptions options, CacheMetrics metrics, ILogger<AssetEncoder> logger)
    {
        (_store, _options, _metrics, _logger) = (store, options, metrics, logger);
        _inOrder = [_first, _second];
        _thread = new Thread(Run) { Name = "asset compression", IsBackground = true };
    }

    /// <summary>Whether compressed forms are to be made of what has arrived.</summary>
    public bool IsWorthwhile(AssetDraft draft) =>
        _options.Enabled
        && draft.IsTransformable
        && draft.Content.Length >= LeastBytes
        && CompressibleType.IsCompressible(draft.Headers.FirstOrDefault(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase)).Value);

    /// <summary>Takes an asset in whose compressed forms are missing.</summary>
    public void Enqueue(Asset asset)
    {
        if (asset.IsCompressible && !_first.TryAdd(asset))
        {
            asset.EndWaiting();
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (_options.Enabled)
        {
            _thread.Start();
        }

        return Task.CompletedTask;
    }

    /// <summary>Lets the piece at hand end, and nothing more.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        _stop.Cancel();
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        // The container knows it under two names and disposes of it under both.
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }

        _stop.Cancel();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _first.Dispose();
        _second.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        BackgroundThread.Yield();
        try
        {
            while (true)
            {
                if (BlockingCollection<Asset>.TakeFromAny(_inOrder, out var asset, _stop.Token) == 0)
                {
                    Encode(asset!, ContentCoding.Gzip);
                    asset!.EndWaiting();
                    _second.TryAdd(asset);
                }
                else
                {
                    Encode(asset!, ContentCoding.Brotli);
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The gateway stops.
        }
    }

    private void Encode(Asset asset, ContentCoding coding)
    {
        // One that was dropped in the meantime is nobody's.
        if (!asset.TryAcquire())
        {
            return;
        }

        try
        {
            using var output = new ReservedOutput(_store);
            if (TryEncode(asset.Identity.Content.Span, coding, output) && output.ToArray() is { } content)
            {
                asset.Add(coding, content);
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The next asset may do better, and this one is compressed on its way to each client.
            _metrics.CompressionFailed();
            Log.Failed(_logger, exception, asset.Key.Target, coding.Token());
        }
        finally
        {
            asset.Release();
        }
    }

    /// <summary>False where there is no room, or it does not get smaller.</summary>
    private bool TryEncode(ReadOnlySpan<byte> content, ContentCoding coding, ReservedOutput output)
    {
        using var encoder = BodyEncoder.CreateBest(coding);
        var limit = content.Length;
        while (!content.IsEmpty && output.Bytes < limit && !output.IsVoid)
        {
            _stop.Token.ThrowIfCancellationRequested();
            var piece = content[..Math.Min(content.Length, PieceSize)];
            encoder.Write(piece, output);
            content = content[piece.Length..];
        }

        encoder.Finish(output);
        return content.IsEmpty && output.Bytes < limit && !output.IsVoid;
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Error, "{Target} could not be compressed with {Coding}")]
        public static partial void Failed(ILogger logger, Exception exception, string target, string coding);
    }
}
