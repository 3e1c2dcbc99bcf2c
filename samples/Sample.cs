namespace Troupe.Samples;

/// <summary>A program that can be run by its name.</summary>
/// <param name="Name">What the command line calls it.</param>
/// <param name="Title">What it shows, in a line.</param>
/// <param name="RunAsync">The program; it prints to the console and throws when something is wrong.</param>
public sealed record Sample(string Name, string Title, Func<Task> RunAsync);
