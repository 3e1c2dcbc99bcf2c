namespace Troupe.EndToEnd.Tests.Jobs;

/// <summary>Overloads to be called by name.</summary>
public static class Named
{
    public static string Kind(int number) => number >= 0 ? "int" : "negative";

    public static string Kind(string text) => text.Length >= 0 ? "string" : "";

    public static string Kind(int first, int second) => first < second ? "two" : "one";

    public static void Nothing()
    {
        // What it gives is the point: nothing.
    }
}
