namespace Wasper.Tests.Gateway.Protection;

/// <summary>A request as the app got it.</summary>
internal sealed record RecordedRequest(string Line, string Head, string Body);
