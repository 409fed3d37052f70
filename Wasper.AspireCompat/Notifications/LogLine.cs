namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line of a resource's log.</summary>
/// <param name="LineNumber">Counted from 1; a gap means that the reader was too slow and lines were dropped.</param>
/// <param name="Content">The time in UTC (ISO 8601), a space and the text.</param>
/// <param name="IsErrorMessage">Whether it came from stderr, or was logged as an error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
