using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Dashboard.Protocol;

namespace Aspire.Hosting.Dashboard;

/// <summary>Lines of a console as messages for the dashboard.</summary>
internal static class ConsoleMapping
{
    /// <summary>The characters of one message. The dashboard takes 4 MB, and a character has up to 3 bytes.</summary>
    internal const int MessageLength = 1_000_000;

    /// <summary>Makes as many messages of the lines as their length asks for. What a single line has beyond <see cref="MessageLength"/> is cut off.</summary>
    public static IEnumerable<WatchResourceConsoleLogsUpdate> ToProtocol(IReadOnlyList<LogLine> lines)
    {
        var message = new WatchResourceConsoleLogsUpdate();
        var length = 0;
        foreach (var line in lines)
        {
            var text = line.Content.Length <= MessageLength ? line.Content : line.Content[..MessageLength] + "…";
            if (length > 0 && length + text.Length > MessageLength)
            {
                yield return message;
                message = new WatchResourceConsoleLogsUpdate();
                length = 0;
            }

            message.LogLines.Add(new ConsoleLogLine { Text = text, IsStdErr = line.IsErrorMessage, LineNumber = line.LineNumber });
            length += text.Length;
        }

        if (length > 0)
        {
            yield return message;
        }
    }
}
