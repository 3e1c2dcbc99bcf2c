using Troupe.Samples;

if (args is ["help" or "--help" or "-h"])
{
    Console.WriteLine("""
        Samples of Troupe. Functions for 'troupe map Troupe.Samples.dll <function>':
          Troupe.Samples.Files.Sha256      the SHA-256 hash of a file
          Troupe.Samples.Files.CountLines  the lines of a file
          Troupe.Samples.Numbers.IsPrime   whether a number is prime
        Programs, by name; without a name all of them run:
        """);
    foreach (var sample in Catalogue.All)
        Console.WriteLine($"  {sample.Name,-31}  {sample.Title}");
    return 0;
}

if (args.FirstOrDefault(name => Catalogue.All.All(sample => sample.Name != name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no sample '{unknown}'. 'help' lists them.");
    return 2;
}

return await Runner.RunAsync(Catalogue.All.Where(sample => args.Length == 0 || args.Contains(sample.Name)), Console.Out, Console.Error);
