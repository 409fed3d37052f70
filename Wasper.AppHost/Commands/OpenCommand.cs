using System.ComponentModel;
using System.Diagnostics;

namespace Wasper.AppHost.Commands;

/// <summary>The command <em>Open the app</em>.</summary>
internal static class OpenCommand
{
    public static IResourceBuilder<T> WithOpenCommand<T>(this IResourceBuilder<T> builder, EndpointReference address) where T : IResource
        => builder.WithCommand(
            "open-app",
            "Open the app",
            context => Task.FromResult(Open(address.Url)),
            new CommandOptions
            {
                Description = "Opens the app in this machine's browser, through the gateway.",
                IconName = "Open",
                IsHighlighted = true,
                UpdateState = CommandStates.WhenHealthy,
            });

    private static ExecuteCommandResult Open(string url)
    {
        // A browser under Windows is opened by the shell; macOS and Linux have a program for it.
        var start = OperatingSystem.IsWindows() ? new ProcessStartInfo(url) { UseShellExecute = true }
            : new ProcessStartInfo(OperatingSystem.IsMacOS() ? "open" : "xdg-open", [url]);
        try
        {
            Process.Start(start)?.Dispose();
            return CommandResults.Success($"Opened {url}.");
        }
        catch (Win32Exception)
        {
            return CommandResults.Failure($"This machine has nothing to open a browser with: open {url} yourself.");
        }
    }
}
