using System.Globalization;
using System.Threading.Channels;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The last lines of one resource's log, and who reads it. Memory is bounded: by <see cref="Capacity"/> lines here, and as many per reader.</summary>
internal sealed class ResourceLog
{
    /// <summary>What a person can still scroll through.</summary>
    public const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private readonly Queue<LogLine> _backlog = [];
    private readonly List<Channel<LogLine>> _readers = [];
    private int _lineNumber;
    private bool _isComplete;

    /// <summary>Adds a text, which may have several lines. A log that was complete is open again: its resource was started anew.</summary>
    public void Add(DateTimeOffset timestamp, string text, bool isError)
    {
        var stamp = timestamp.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
        lock (_lock)
        {
            _isComplete = false;
            foreach (var part in text.AsSpan().EnumerateLines())
            {
                var line = new LogLine(++_lineNumber, $"{stamp} {part}", isError);
                if (_backlog.Count == Capacity)
                {
                    _backlog.Dequeue();
                }

                _backlog.Enqueue(line);
                foreach (var reader in _readers)
                {
                    reader.Writer.TryWrite(line);
                }
            }
        }
    }

    /// <summary>Ends all readers once they have read what there is.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            foreach (var reader in _readers)
            {
                reader.Writer.TryComplete();
            }
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _backlog.Clear();
        }
    }

    public IReadOnlyList<LogLine> Read()
    {
        lock (_lock)
        {
            return [.. _backlog];
        }
    }

    /// <summary>Registers a reader, which gets the backlog first and then every new line. Dispose it.</summary>
    public Reader Open()
    {
        // A reader that is slower than its resource loses the oldest lines, not the memory of this process.
        var channel = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        lock (_lock)
        {
            foreach (var line in _backlog)
            {
                channel.Writer.TryWrite(line);
            }

            if (_isComplete)
            {
                channel.Writer.TryComplete();
            }

            _readers.Add(channel);
        }

        return new Reader(this, channel);
    }

    internal sealed class Reader(ResourceLog log, Channel<LogLine> channel) : IDisposable
    {
        /// <summary>Waits for lines and returns all there are; null at the end of the log.</summary>
        public async Task<IReadOnlyList<LogLine>?> ReadAsync(CancellationToken cancellationToken)
        {
            if (!await channel.Reader.WaitToReadAsync(cancellationToken))
            {
                return null;
            }

            var lines = new List<LogLine>();
            while (lines.Count < Capacity && channel.Reader.TryRead(out var line))
            {
                lines.Add(line);
            }

            return lines;
        }

        public void Dispose()
        {
            lock (log._lock)
            {
                log._readers.Remove(channel);
            }
        }
    }
}
