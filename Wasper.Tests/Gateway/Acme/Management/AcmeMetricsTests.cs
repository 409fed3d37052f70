using System.Diagnostics.Metrics;

namespace Wasper.Tests.Gateway.Acme.Management;

public sealed class AcmeMetricsTests
{
    [Fact]
    public async Task Order_Issued_IsCountedAndTheNextOneAnnounced()
    {
        var measured = new Dictionary<string, double>();
        await using var site = await AcmeSite.StartAsync();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name.StartsWith("wasper.gateway.acme.", StringComparison.Ordinal))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            },
        };
        void Keep(string name, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            // Other tests run gateways of their own in this process: their issuers have the same name, so only what one order can say is looked at.
            var issuer = tags.ToArray().FirstOrDefault(tag => tag.Key is "issuer").Value;
            lock (measured)
            {
                measured[issuer is null ? name : $"{name} {issuer}"] = value;
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument.Name, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument.Name, value, tags));
        listener.Start();
        var gateway = await site.OpenAsync(("Acme:Issuers:0:Name", "counted"));

        using var served = await site.ArrivesAsync(gateway);
        listener.RecordObservableInstruments();

        Assert.Equal((1, 4), (measured["wasper.gateway.acme.renewals counted"], measured["wasper.gateway.acme.attempts.remaining counted"]));
        Assert.True(measured.ContainsKey("wasper.gateway.acme.renewal.due"));
        Assert.True(measured.ContainsKey("wasper.gateway.acme.failures"));
    }
}
