using Wasper.Gateway.Listening;

namespace Wasper.Tests.Gateway.Listening;

public sealed class FairShareTests
{
    private const int Piece = 64 * 1024;

    [Fact]
    public void Take_LittleByLittle_GivesTheThreadBackEachTimeItIsEnough()
    {
        var before = SynchronizationContext.Current;
        var turns = new Turns();
        SynchronizationContext.SetSynchronizationContext(turns);
        try
        {
            var share = default(FairShare);
            var given = new List<int>();
            for (var i = 0; i < 8; i++)
            {
                _ = share.TakeAsync(Piece).AsTask();
                given.Add(turns.Given);
            }

            Assert.Equal([0, 0, 0, 1, 1, 1, 1, 2], given);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Counts how often the thread was given back.</summary>
    private sealed class Turns : SynchronizationContext
    {
        public int Given { get; private set; }

        public override void Post(SendOrPostCallback d, object? state) => Given++;
    }
}
