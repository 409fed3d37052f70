namespace Aspire.Hosting.Dcp;

/// <summary>Waits that double, starting with 10 ms, and end when their sum would pass a limit.</summary>
/// <param name="limit">What all waits together may take.</param>
/// <param name="longest">The longest single wait; 2 s where it is left out.</param>
internal sealed class DcpBackoff(TimeSpan limit, TimeSpan? longest = null)
{
    private static readonly TimeSpan _first = TimeSpan.FromMilliseconds(10);

    private readonly TimeSpan _longest = longest ?? TimeSpan.FromSeconds(2);

    private TimeSpan _next = _first;
    private TimeSpan _waited;

    /// <summary>Waits, or returns false at once when the limit is used up.</summary>
    public async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        if (_waited + _next > limit)
        {
            return false;
        }

        await Task.Delay(_next, cancellationToken);
        _waited += _next;
        _next = _next * 2 < _longest ? _next * 2 : _longest;
        return true;
    }

    /// <summary>Starts over, after a success.</summary>
    public void Reset()
    {
        _next = _first;
        _waited = TimeSpan.Zero;
    }
}
