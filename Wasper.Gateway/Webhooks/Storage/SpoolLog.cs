namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>Appends records to the newest segment, on a thread of its own: whatever has come while the disk was busy is written and flushed in one go, and
/// a record that comes alone is flushed at once.</summary>
internal sealed class SpoolLog : IDisposable
{
    private readonly SpoolFolder _folder;
    private readonly List<Segment> _segments;
    private readonly Thread _thread;
    private readonly object _gate = new();
    private List<LogJob> _queue = [];
    private Segment? _active;
    private long _nextNumber;
    private long _bytes;
    private bool _isClosed;

    /// <param name="segments">Those of earlier runs, the oldest first. Nothing is appended to them.</param>
    public SpoolLog(SpoolFolder folder, IEnumerable<Segment> segments)
    {
        _folder = folder;
        _segments = [.. segments];
        _nextNumber = _segments.Count == 0 ? 1 : _segments[^1].Number + 1;
        _bytes = _segments.Sum(segment => segment.Length);
        _thread = new Thread(Run) { IsBackground = true, Name = "Webhook log" };
        _thread.Start();
    }

    /// <summary>Bytes in all segments.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Appends a record, and completes when it is written; a durable one when it is on the disk.</summary>
    /// <param name="isMark">Marks may use room that is kept from deliveries.</param>
    /// <param name="written">Called before the task completes, in the order of the records, on the log's thread. Returns quickly and throws nothing.</param>
    /// <exception cref="IOException">It could not be written, and is not in the log.</exception>
    public Task AppendAsync(byte[] record, bool isMark, bool isDurable, Action<RecordPlace>? written = null)
    {
        var job = new LogJob(record, isMark, isDurable, written, null);
        Enqueue(job);
        return job.Task;
    }

    /// <summary>Runs <paramref name="work"/> between two writes: it sees all records so far and may use <see cref="Rewriter"/>.</summary>
    public Task RunAsync(Action<Rewriter> work)
    {
        var job = new LogJob([], false, false, null, work);
        Enqueue(job);
        return job.Task;
    }

    /// <summary>Writes what was appended so far, and closes.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            Monitor.Pulse(_gate);
        }

        _thread.Join();
        foreach (var segment in _segments)
        {
            segment.Dispose();
        }
    }

    private void Enqueue(LogJob job)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _queue.Add(job);
                Monitor.Pulse(_gate);
                return;
            }
        }

        job.Fail(new IOException("The gateway is stopping."));
    }

    private void Run()
    {
        while (Take() is { } jobs)
        {
            for (var next = 0; next < jobs.Count;)
            {
                if (jobs[next].Work is null)
                {
                    next = Write(jobs, next);
                }
                else
                {
                    jobs[next].Do(new Rewriter(this));
                    next++;
                }
            }
        }
    }

    private List<LogJob>? Take()
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                if (_isClosed)
                {
                    return null;
                }

                Monitor.Wait(_gate);
            }

            var taken = _queue;
            _queue = [];
            return taken;
        }
    }

    /// <summary>Writes as many as fit into one segment, from <paramref name="first"/> on, and returns which one is next.</summary>
    private int Write(List<LogJob> jobs, int first)
    {
        try
        {
            var segment = SegmentFor(jobs[first].Record.Length, jobs[first].IsMark);
            var group = new AppendGroup(segment);
            var next = first;
            while (next < jobs.Count && jobs[next].Work is null && group.TryAdd(jobs[next].Record, jobs[next].IsMark))
            {
                next++;
            }

            Finish(jobs[first..next], group);
            return next;
        }
        catch (Exception exception)
        {
            // No new segment; a mark that comes next may still have its place in the old one.
            jobs[first].Fail(exception);
            return first + 1;
        }
    }

    private void Finish(List<LogJob> jobs, AppendGroup group)
    {
        try
        {
            Append(group, jobs.Exists(job => job.IsDurable));
        }
        catch (Exception exception)
        {
            jobs.ForEach(job => job.Fail(exception));
            return;
        }

        for (var i = 0; i < jobs.Count; i++)
        {
            jobs[i].Succeed(group.Places[i]);
        }
    }

    private void Append(AppendGroup group, bool flush)
    {
        try
        {
            group.Write();
            if (flush)
            {
                group.Target.Flush();
            }

            Interlocked.Add(ref _bytes, group.End - group.Target.Length);
            group.Target.Commit(group.End);
        }
        catch (IOException)
        {
            Abandon(group.Target);
            throw;
        }
    }

    // After a failed flush nobody knows what is on the disk, and flushing again would not tell: the segment is not used any more.
    private void Abandon(Segment segment)
    {
        _active = null;
        try
        {
            segment.Truncate(segment.Length);
        }
        catch (IOException)
        {
            // What was refused may then be there after a start, and be delivered: once too often is better than never.
        }
    }

    private Segment SegmentFor(int length, bool isMark)
    {
        if (_active is { } active && Segment.HasRoomFor(active.Length, RecordFrame.Size + length, isMark))
        {
            return active;
        }

        var segment = Segment.Create(_folder.Path, _nextNumber++);
        try
        {
            _folder.Flush();
        }
        catch
        {
            segment.Remove();
            throw;
        }

        _segments.Add(segment);
        return _active = segment;
    }

    /// <summary>What may be done to the log as a whole. Only for the work it was given to.</summary>
    internal readonly ref struct Rewriter(SpoolLog log)
    {
        /// <summary>All segments, the oldest first.</summary>
        public ReadOnlySpan<Segment> Segments => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(log._segments);

        /// <summary>Appends records and flushes them, all into one segment that has room for them.</summary>
        /// <exception cref="IOException">None of them has been written.</exception>
        public IReadOnlyList<RecordPlace> Append(IReadOnlyList<byte[]> records)
        {
            var group = new AppendGroup(log.SegmentFor(records.Sum(record => record.Length + RecordFrame.Size), isMark: false));
            foreach (var record in records)
            {
                group.Add(record);
            }

            log.Append(group, flush: true);
            return group.Places;
        }

        /// <summary>The next record begins a new segment.</summary>
        public void Seal() => log._active = null;

        /// <summary>Whether records are still appended to it.</summary>
        public bool IsActive(Segment segment) => ReferenceEquals(log._active, segment);

        public void Remove(Segment segment)
        {
            log._segments.Remove(segment);
            Interlocked.Add(ref log._bytes, -segment.Length);
            segment.Remove();
        }
    }
}
