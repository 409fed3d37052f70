using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Proxy;

/// <summary>The section <c>Gateway:AppPage</c>.</summary>
internal sealed record AppPageOptions
{
    private const int DefaultCheckSeconds = 60;

    /// <summary>How often to look at the app's page; null where the gateway asks for it only when a page passes that it does not know.</summary>
    public required TimeSpan? CheckInterval { get; init; }

    public static AppPageOptions Read(SectionReader section)
    {
        var seconds = section.Number("CheckSeconds", DefaultCheckSeconds, 0, 86_400);
        return new AppPageOptions { CheckInterval = seconds == 0 ? null : TimeSpan.FromSeconds(seconds) };
    }
}
