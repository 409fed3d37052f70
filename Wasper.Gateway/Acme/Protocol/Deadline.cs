using Wasper.Gateway.Acme.Protocol.Transport;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>The time that one order may take, and what it is waiting for: so that an order that ran out of time says where.</summary>
internal sealed class Deadline : IDisposable
{
    /// <summary>However often an issuer wants to be asked, and however seldom.</summary>
    private static readonly TimeSpan _shortestPause = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(15);

    private const int MostGrowth = 20;

    private readonly AcmeIssuerSettings _settings;
    private readonly TimeProvider _time;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private readonly long _started;

    public Deadline(AcmeIssuerSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        _settings = settings;
        _time = time;
        _caller = cancellationToken;
        _started = time.GetTimestamp();
        _limit = new CancellationTokenSource(settings.OrderTimeout, time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_limit.Token, cancellationToken);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>As in "given up after 10 min of waiting for …".</summary>
    public string WaitingFor { get; set; } = "its answer";

    /// <summary>Whether it was this limit, and not the caller, that ended the work.</summary>
    public bool IsOver => _limit.IsCancellationRequested && !_caller.IsCancellationRequested;

    public AcmeException ToException(Exception cause) => new(
        AcmeFailure.Unavailable, $"{_settings.Name} was given up after {ErrorAnswer.Words(_settings.OrderTimeout)} of waiting for {WaitingFor}.", cause);

    /// <summary>Waits before asking again: as long as the issuer says (RFC 8555, section 7.5.1), else a little longer each time.</summary>
    /// <param name="attempt">From 1.</param>
    /// <param name="retryAfter">Of the last answer.</param>
    public Task PauseAsync(int attempt, TimeSpan? retryAfter)
    {
        var grown = _settings.PollInterval * Math.Pow(1.5, Math.Min(attempt - 1, MostGrowth));
        var pause = retryAfter is { } asked && asked > TimeSpan.Zero ? asked : grown < _longestPause ? grown : _longestPause;
        var left = _settings.OrderTimeout - _time.GetElapsedTime(_started);
        if (retryAfter is not null && pause >= left)
        {
            throw new AcmeException(AcmeFailure.Unavailable, $"{_settings.Name} asks to wait {ErrorAnswer.Words(pause)} for {WaitingFor}.") { RetryAfter = pause };
        }

        return Task.Delay(pause > _shortestPause ? pause : _shortestPause, _time, Token);
    }

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }
}
