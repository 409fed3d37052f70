namespace Wasper.Benchmarks.Gateway;

/// <summary>What has reached an app.</summary>
/// <param name="Begun">The requests in the order in which they were there as a whole, each as often as it was.</param>
/// <param name="Done">Those that the app was about to answer.</param>
internal sealed record AppRecord(IReadOnlyList<string> Begun, IReadOnlySet<string> Done);
