namespace Troupe.Tests.Dummy;

/// <summary>Plain data that may be nested to any depth.</summary>
public sealed class Nested
{
    public Nested? Inner { get; set; }

    public static Nested Of(int levels)
    {
        var made = new Nested();
        for (var level = 1; level < levels; level++)
            made = new Nested { Inner = made };
        return made;
    }

    public int Levels()
    {
        var levels = 1;
        for (var next = Inner; next is not null; next = next.Inner)
            levels++;
        return levels;
    }
}
