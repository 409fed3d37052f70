using System.Runtime.InteropServices;

namespace Wasper.Gateway.Draining;

/// <summary>The host takes the first signal as the order to stop in good order; whoever sends a second one does not want to wait for that.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource _impatience = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public StopSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Count),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Count),
    ];

    /// <summary>Cancelled by the second signal.</summary>
    public CancellationToken Impatience => _impatience.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _impatience.Dispose();
    }

    private void Count(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _count) == 2)
        {
            _impatience.Cancel();
        }
    }
}
